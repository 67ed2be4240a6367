package dev.awl.peer.alg.ftp;

import java.io.ByteArrayOutputStream;

/**
 * Takes Telnet commands (RFC 854) out of a control connection, so that one inside a word cannot
 * hide the word. Doubled 255s, which are data, stay doubled.
 */
final class IacStripper {

  private static final int SE = 240;
  private static final int SB = 250;
  private static final int WILL = 251;
  private static final int IAC = 255;

  private enum State {
    DATA,
    /** After IAC. */
    COMMAND,
    /** After WILL, WONT, DO, DONT. */
    OPTION,
    /** Between SB and IAC SE. */
    SUBNEGOTIATION,
    /** After IAC in there. */
    SUBNEGOTIATION_COMMAND
  }

  private State state = State.DATA;

  byte[] strip(byte[] bytes) {
    if (state == State.DATA && isPlain(bytes)) {
      return bytes;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 1);
    for (byte each : bytes) {
      step(each & 0xff, out);
    }
    return out.toByteArray();
  }

  private static boolean isPlain(byte[] bytes) {
    for (byte each : bytes) {
      if ((each & 0xff) == IAC) {
        return false;
      }
    }
    return true;
  }

  private void step(int octet, ByteArrayOutputStream out) {
    state =
        switch (state) {
          case DATA -> {
            if (octet == IAC) {
              yield State.COMMAND;
            }
            out.write(octet);
            yield State.DATA;
          }
          case COMMAND -> command(octet, out);
          case OPTION -> State.DATA;
          case SUBNEGOTIATION -> octet == IAC ? State.SUBNEGOTIATION_COMMAND : state;
          case SUBNEGOTIATION_COMMAND -> octet == SE ? State.DATA : State.SUBNEGOTIATION;
        };
  }

  private static State command(int octet, ByteArrayOutputStream out) {
    if (octet == IAC || octet < SE) { // below: not Telnet, a lone 255 in a file's name
      out.write(IAC);
      out.write(octet);
      return State.DATA;
    }
    if (octet == SB) {
      return State.SUBNEGOTIATION;
    }
    return octet >= WILL ? State.OPTION : State.DATA;
  }
}
