package dev.awl.peer.pairing;

import dev.awl.peer.identity.Identity;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import org.bouncycastle.crypto.CryptoException;

/** The side that shows the code. */
final class SharingSide extends PairingSide {

  private enum State {
    HELLO,
    CONFIRM,
    IDENTITY,
    STORING
  }

  private State state = State.HELLO;

  SharingSide(PairingCode code, Identity self, String name) {
    super(PairingRole.SHARE, code, self, name);
  }

  @Override
  void begin() {}

  @Override
  void letter(ByteBuffer in) throws CryptoException, GeneralSecurityException {
    switch (state) {
      case HELLO -> pake.round1(in);
      case CONFIRM -> {
        pake.round2(in);
        if (!pake.confirms(in)) {
          wrongCode();
        }
      }
      case IDENTITY -> introduced(in);
      case STORING -> interrupted("it spoke out of turn");
    }
  }

  @Override
  void answer() {
    if (isOver()) {
      return;
    }
    switch (state) {
      case HELLO -> {
        state = State.CONFIRM;
        byte[] first = pake.round1();
        send(first, pake.round2());
      }
      case CONFIRM -> {
        state = State.IDENTITY;
        send(pake.mac(), introduction());
      }
      case IDENTITY -> {
        state = State.STORING;
        store();
      }
      case STORING -> {}
    }
  }

  @Override
  void stored() {
    send(receipt());
    finish();
  }

  @Override
  String wrongCodeLine() {
    return "somebody typed other words than those of code " + code + ", which is burnt now";
  }
}
