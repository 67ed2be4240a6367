package dev.awl.peer.pairing;

import java.time.Duration;

/** What happens to a peer that shows codes; called on its event loop unless it says otherwise. */
public interface PairingListener {

  /** This is the code now; the one before is worth nothing any more. */
  void code(PairingCode code, Duration lifetime);

  /**
   * A peer has proven its key by the code: keep it. Called on a thread that may wait for a disk;
   * the peer may connect as soon as this returns.
   *
   * @throws Exception where it cannot be kept; the other side hears that pairing failed
   */
  void paired(PairedPeer peer) throws Exception;

  /** Somebody tried a code and failed; a new one follows unless this was the last. */
  void failed(PairingException why);

  /** There is no code at the moment, or there are no more. */
  void noCode(String why);
}
