/**
 * The STUN (RFC 8489, 5780, 3489) and TURN (RFC 8656) message codec.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *   |0 0|     method and class      |    length of the attributes   |
 *   |              magic cookie 0x2112A442 (RFC 8489)               |
 *   |                  transaction ID (96 bits)                     |
 *   |  attribute type               |  length of the value          |
 *   |  value, padded to 4 bytes ...                                 |
 *  </pre>
 *
 * A classic message (RFC 3489) has a 128-bit transaction ID where cookie and ID stand.
 */
@NullMarked
package dev.awl.wire.stun;

import org.jspecify.annotations.NullMarked;
