package dev.awl.peer;

import dev.awl.peer.channel.PeerChannel;
import dev.awl.peer.path.PeerSocket;
import dev.awl.peer.path.RelayLink;

/** What a session needs of its peer. */
interface PeerContext {
  PeerSettings settings();

  PeerEvents events();

  PeerSocket socket();

  RelayLink relay();

  Gathering gathering();

  /** The inner side's services become available on this channel. */
  void attachServices(PeerSession session, PeerChannel channel);

  void channelReady(PeerSession session);

  void pathChanged(PeerSession session);

  void roundOver(PeerSession session, int probes, int opened);

  void sessionOver(PeerSession session, String reason);
}
