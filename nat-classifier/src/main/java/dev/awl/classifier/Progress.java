package dev.awl.classifier;

import java.net.InetSocketAddress;

/** Told in words what a running detection has learned; all calls come on the event loop. */
@FunctionalInterface
public interface Progress {

  /** Tells nobody. */
  Progress NONE = what -> {};

  /** One finding, a line without its end. */
  void learned(String what);

  /** What this server or this path does not let us find out, and why; a line without its end. */
  default void cannotTell(String why) {
    learned(why);
  }

  /** How the server sees a socket of ours, and what that socket is here: equal without a NAT. */
  default void seenAs(InetSocketAddress mapped, InetSocketAddress local) {}
}
