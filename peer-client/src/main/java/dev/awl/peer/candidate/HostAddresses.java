package dev.awl.peer.candidate;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The addresses of this machine's interfaces that another machine may reach: IPv4 first, then
 * global IPv6 (unique local ones too, RFC 4193), at most eight.
 */
public final class HostAddresses {

  /** Every candidate costs probes; machines with containers have dozens of addresses. */
  public static final int MAX = 8;

  private HostAddresses() {}

  /** The addresses; loopback ones only when asked for, or when there is nothing else. */
  public static List<InetAddress> list(boolean withLoopback) {
    return select(ofInterfacesThatAreUp(), withLoopback);
  }

  /**
   * The host candidates of a socket: its own address, or, where it is bound to the wildcard, all of
   * {@link #list}.
   */
  public static List<Candidate> candidates(InetSocketAddress bound, boolean withLoopback) {
    InetAddress address = bound.getAddress();
    if (!address.isAnyLocalAddress()) {
      return List.of(new Candidate(CandidateKind.HOST, bound));
    }
    return list(withLoopback).stream()
        .map(each -> new InetSocketAddress(each, bound.getPort()))
        .map(each -> new Candidate(CandidateKind.HOST, each))
        .toList();
  }

  static List<InetAddress> select(List<InetAddress> found, boolean withLoopback) {
    Set<InetAddress> reachable = new LinkedHashSet<>();
    Set<InetAddress> loopback = new LinkedHashSet<>();
    for (InetAddress each : found) {
      if (each.isLoopbackAddress()) {
        loopback.add(withoutScope(each));
      } else if (!each.isLinkLocalAddress()
          && !each.isMulticastAddress()
          && !each.isAnyLocalAddress()) {
        reachable.add(withoutScope(each));
      }
    }
    if (withLoopback || reachable.isEmpty()) {
      reachable.addAll(loopback);
    }
    return Stream.concat(
            reachable.stream().filter(Inet4Address.class::isInstance),
            reachable.stream().filter(each -> !(each instanceof Inet4Address)))
        .limit(MAX)
        .toList();
  }

  /** An interface's IPv6 address says on which interface; that means nothing to another machine. */
  private static InetAddress withoutScope(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of neither 4 nor 16 bytes", e);
    }
  }

  private static List<InetAddress> ofInterfacesThatAreUp() {
    List<InetAddress> found = new ArrayList<>();
    try {
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (each.isUp()) {
          found.addAll(Collections.list(each.getInetAddresses()));
        }
      }
    } catch (SocketException e) {
      return found; // an interface went away while we looked: what was found is good
    }
    return found;
  }
}
