package dev.awl.wire;

import io.netty.buffer.ByteBuf;

/**
 * What a datagram on the shared socket is, by its first byte (RFC 9443 section 3, which updates RFC
 * 7983).
 *
 * <pre>
 *   0..3     STUN          (with the magic cookie; a classic client has none)
 *   64..79   ChannelData   from the TURN server's own address only; from anybody else it is QUIC
 *   64..127  QUIC short header
 *   192..255 QUIC long header
 *   others   nothing of ours
 * </pre>
 */
public enum DatagramKind {
  STUN,
  CHANNEL_DATA,
  QUIC,
  UNKNOWN;

  /**
   * Classifies a datagram without consuming it.
   *
   * @param fromTurnServer whether the datagram's source is the TURN server this socket talks to
   */
  public static DatagramKind of(ByteBuf datagram, boolean fromTurnServer) {
    if (!datagram.isReadable()) {
      return UNKNOWN;
    }
    int first = datagram.getUnsignedByte(datagram.readerIndex());
    if (first <= 3) {
      return STUN;
    }
    if (first >= 64 && first <= 79 && fromTurnServer) {
      return CHANNEL_DATA;
    }
    if ((first >= 64 && first <= 127) || first >= 192) {
      return QUIC;
    }
    return UNKNOWN;
  }
}
