package dev.awl.peer.service;

/**
 * A connection or a flow that a peer has to a service of ours, right now.
 *
 * @param end ends it, as a reset does
 */
record LiveUse(HostedPeer peer, String service, Runnable end) {

  boolean isAllowed() {
    return peer.mayUse(service);
  }
}
