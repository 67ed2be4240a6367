/**
 * The rendezvous server: peers register, look each other up, and pass sealed offers and answers
 * that the server can neither read nor forge. One HTTP port.
 *
 * <pre>
 * GET /v1/rendezvous   WebSocket, sub-protocol awl.v1: see dev.awl.wire.rendezvous
 * GET /healthz         200 while the server serves
 * GET /metrics         counters for Prometheus, those of other parts of the process too
 * GET /services        where STUN and the relays are, as JSON
 *
 * one connection:
 * CHALLENGED --register, signature good--&gt; ENLISTING --directory--&gt; REGISTERED
 *      |                                                               |
 *      +-- 5 s, bad signature --&gt; CLOSED &lt;-- silence, replaced, garbage, too much --+
 * </pre>
 *
 * <p>Two peers that do not know each other yet pair through one of the {@link Mailboxes}.
 *
 * <p>Reachable registrations are in the {@code Directory}, one a key, the latest. Callers are not:
 * they look others up and call them, and their answers come back by {@code AnswerRoutes}.
 *
 * <p>{@link dev.awl.rendezvous.Registration} is the machine of a connection, {@code Connection} its
 * shell; {@code Admission} decides who may connect at all. State that several servers would share
 * stands behind {@code Directory} and {@code Bus}.
 */
@NullMarked
package dev.awl.rendezvous;

import org.jspecify.annotations.NullMarked;
