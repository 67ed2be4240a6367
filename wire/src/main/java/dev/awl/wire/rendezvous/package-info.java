/**
 * The messages between a peer and the rendezvous server.
 *
 * <pre>
 *   peer                          server                          other peer
 *    | -------- WebSocket, sub-protocol awl.v1 ---------- |
 *    | &lt;------------- challenge (nonce) |
 *    | register (key, signature) -----&gt; |        reachable, or a caller only
 *    | &lt;-- welcome (STUN, relays, grant) |
 *    | lookup ------------------------&gt; |
 *    | &lt;---------- found / not-found    |
 *    | offer -------------------------&gt; | offer -----------------------&gt; |
 *    | &lt;------------------------ answer | &lt;------------- answer / reject |
 *    | &lt;-- relay-grant, now and then    |
 *
 *    | open-mailbox ----------------&gt; |                         two peers pair by a code
 *    | &lt;--------------- mailbox (4)   |
 *    | &lt;---------------- letter (4)   | &lt;----------------- letter (4) |
 *    | letter (4) ------------------&gt; | letter (4) -----------------&gt; |
 *    | mailbox-closed (4) ----------&gt; | mailbox-closed (4) ---------&gt; |
 * </pre>
 *
 * <p>Keep-alive is the WebSocket's own ping and pong. The server closes with an {@code error}
 * first.
 */
@NullMarked
package dev.awl.wire.rendezvous;

import org.jspecify.annotations.NullMarked;
