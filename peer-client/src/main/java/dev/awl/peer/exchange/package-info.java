/**
 * Offers and answers: what two peers tell each other through a rendezvous server that can neither
 * read nor forge it, and the key that only the two share afterwards.
 *
 * <p>I is the initiator with static key {@code i} and ephemeral key {@code e}; R the responder with
 * {@code r} and {@code f}. All keys are on P-256; a point is 65 bytes, uncompressed; numbers are
 * big-endian; {@code id} is the 32 bytes of a peer ID.
 *
 * <pre>
 * sealed offer                              sealed answer
 *   0   1  version 1                          0   1  version 1
 *   1   1  type 1                             1   1  type 2
 *   2  16  session                            2  16  session
 *  18  91  SubjectPublicKeyInfo of i         18  65  point of f
 * 109  65  point of e                        83   n  AES-256-GCM, with its 16-byte tag
 * 174   n  AES-256-GCM, with its tag          .  64  signature of r
 *   .  64  signature of i
 *
 * offer key  = HKDF(ikm ECDH(e, r), salt session, info "awl offer key v1"  | id I | id R | e)
 * answer key = HKDF(ikm ECDH(f, e) | ECDH(f, i), salt session,
 *                                   info "awl answer key v1" | id I | id R | e | f)
 * punch key  = HKDF(ikm ECDH(e, f), salt session, info "awl punch v1" | id I | id R)
 *
 * associated data: everything before the ciphertext
 * signature of i over "awl offer v1"  | id I | id R | everything before the signature
 * signature of r over "awl answer v1" | id R | id I | SHA-256 of the sealed offer
 *                                     | everything before the signature
 *
 * inside an offer                           candidate
 *   8  sent at, ms since 1970                 1  kind: 1 host, 2 server-reflexive, 3 relayed
 *   .  as inside an answer up to candidates   1  family: 1 IPv4, 2 IPv6 (as in STUN)
 * inside an answer                            2  port
 *   2  start delay, ms                        4 or 16  address
 *   1  NAT label: 0 unknown, 1 OPEN ... 7 BLOCKED
 *   1  port allocation, 0 PRESERVING ... 3 UNKNOWN
 *   2  delta, signed
 *   1  number of candidates, then those
 *   1  1: renews a session (an offer names it in 16 more bytes, an answer agrees); may be absent
 *   .  bytes of later versions, ignored
 *
 * inside candidate news                     told within the channel, once a session stands
 *   4  number
 *   1  number of candidates, then those
 * </pre>
 *
 * <p>Every key encrypts one message, so the GCM nonce is zero. An offer is opened once: sessions
 * are remembered for as long as their time of sending is acceptable. The offer has no forward
 * secrecy against theft of {@code r} (it says addresses, nothing else); answer and punch key have.
 */
@NullMarked
package dev.awl.peer.exchange;

import org.jspecify.annotations.NullMarked;
