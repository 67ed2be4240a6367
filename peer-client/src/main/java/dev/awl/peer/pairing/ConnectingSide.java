package dev.awl.peer.pairing;

import dev.awl.peer.identity.Identity;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import org.bouncycastle.crypto.CryptoException;

/** The side that types the code. */
final class ConnectingSide extends PairingSide {

  private enum State {
    REPLY,
    IDENTITY,
    RECEIPT,
    STORING
  }

  private State state = State.REPLY;

  ConnectingSide(PairingCode code, Identity self, String name) {
    super(PairingRole.CONNECT, code, self, name);
  }

  @Override
  void begin() {
    send(pake.round1());
  }

  @Override
  void letter(ByteBuffer in) throws CryptoException, GeneralSecurityException {
    switch (state) {
      case REPLY -> {
        pake.round1(in);
        pake.round2(in);
      }
      case IDENTITY -> {
        if (pake.confirms(in)) {
          introduced(in);
        } else {
          wrongCode();
        }
      }
      case RECEIPT -> checkReceipt(in);
      case STORING -> interrupted("it spoke out of turn");
    }
  }

  @Override
  void answer() {
    if (isOver()) {
      return;
    }
    switch (state) {
      case REPLY -> {
        state = State.IDENTITY;
        byte[] second = pake.round2();
        send(second, pake.mac());
      }
      case IDENTITY -> {
        state = State.RECEIPT;
        send(introduction());
      }
      case RECEIPT -> {
        state = State.STORING;
        store();
      }
      case STORING -> {}
    }
  }

  @Override
  void stored() {
    finish();
  }

  @Override
  String wrongCodeLine() {
    return "wrong code: the words of "
        + code
        + " are not the ones that are shown there; it is burnt now, ask for the new one";
  }
}
