package dev.awl.peer.channel;

/** What happens to a {@link PeerChannel}. Called on its event loop. */
public interface PeerChannelListener {

  /** Both sides have proven their keys and accepted each other. At most once. */
  void ready();

  /**
   * The channel is over, or never came about within {@link PeerChannel#HANDSHAKE_TIMEOUT}. Exactly
   * once, unless the owner closed it; nothing follows.
   *
   * @param reason one line for people
   */
  void closed(String reason);
}
