/**
 * The TURN client (RFC 8656): one allocation on a relay, over the owner's UDP socket or over TCP.
 *
 * <pre>
 *  owner            {@link dev.awl.relay.client.RelaySession}               relay
 *    |  permit(peer)   |  RelayClient (machine, no sockets)     |
 *    |---------------->|-- Allocate -------------------------->|
 *    |                 |<------------------ 401 realm, nonce --|
 *    |                 |-- Allocate, USERNAME, INTEGRITY ----->|
 *    |<-- allocated ---|<------------------- relayed, mapped --|
 *    |                 |-- CreatePermission / ChannelBind ---->|   again every 4 minutes
 *    |<-- permitted ---|<--------------------------- success --|
 *    |-- send(data) -->|== ChannelData (Send until bound) ====>| --> peer
 *    |<-- data --------|<== ChannelData (Data until bound) ====| <-- peer
 *    |                 |-- Refresh, every 15 s or sooner ----->|   keeps NAT and allocation alive,
 *    |<-- failed ------|         (no answer for 3 s)           |   notices a lost relay
 * </pre>
 */
@NullMarked
package dev.awl.relay.client;

import org.jspecify.annotations.NullMarked;
