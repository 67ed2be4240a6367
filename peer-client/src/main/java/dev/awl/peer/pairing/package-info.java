/**
 * Pairing: two peers that share nothing but a code of a number and two words learn and prove each
 * other's key, through a mailbox at the rendezvous that learns nothing it could impersonate with.
 *
 * <pre>
 *   connect (types the code)                          share (shows it)
 *      | -- hello:    round 1 ------------------------------&gt; |
 *      | &lt;- reply:    round 1, round 2 ---------------------- |
 *      | -- confirm:  round 2, MAC -------------------------&gt; |   MAC wrong: the code is burnt
 *      | &lt;- identity: MAC, sealed(key, signature, name) ----- |
 *      | -- identity: sealed(key, signature, name) ---------&gt; |   stores connect's key
 *      | &lt;- stored:   sealed(nothing) ----------------------- |
 *      stores share's key
 *
 *   K          = ECJPAKE on P-256 (RFC 8236) with the whole code as the password
 *   T          = SHA-256 over all letters before the one at hand, each behind its length
 *   key(label) = HKDF-SHA256(K, salt = T, info = label)
 *   sealed     = AES-256-GCM(key("awl pairing v1 LETTER"), nonce 0): each key seals one message
 *   signature  = ECDSA by the peer's key over "awl pairing v1 ROLE\n" || key("awl pairing v1 proof ROLE")
 * </pre>
 *
 * <p>Whoever sits in the middle has one guess at the words, and the guess burns the code: with
 * {@code WordList.size()} words the chance is one in its square, about 1.7 million (20.7 bits).
 * Letters changed, swapped or replayed from another run fail a proof, the MAC or the seal.
 */
@NullMarked
package dev.awl.peer.pairing;

import org.jspecify.annotations.NullMarked;
