package dev.awl.cli;

import dev.awl.wire.rendezvous.Endpoint;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A STUN server to detect with, over one address family.
 *
 * @param name what the user, or the rendezvous, calls it
 * @param addresses where it answers, the one to start with first
 * @param knownToBeUp whether it, or the rendezvous beside it, has just answered over TCP: then
 *     silence over UDP means that UDP is blocked
 */
record DetectTarget(String name, List<InetSocketAddress> addresses, boolean knownToBeUp) {

  DetectTarget {
    addresses = List.copyOf(addresses);
  }

  /**
   * One target for each address family that the server has: IPv4 first.
   *
   * @param endpoints the addresses of one server, the one to start with first
   */
  static List<DetectTarget> of(List<Endpoint> endpoints, boolean knownToBeUp) {
    List<InetSocketAddress> all = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      for (InetAddress address : addressesOf(endpoint.host())) {
        all.add(new InetSocketAddress(address, endpoint.port()));
      }
    }
    List<DetectTarget> targets = new ArrayList<>(2);
    for (boolean ipv6 : new boolean[] {false, true}) {
      List<InetSocketAddress> family =
          all.stream().filter(each -> isIpv6(each.getAddress()) == ipv6).toList();
      if (!family.isEmpty()) {
        String name = Endpoint.of(family.get(0)).toString();
        for (Endpoint endpoint : endpoints) {
          if (addressesOf(endpoint.host()).contains(family.get(0).getAddress())) {
            name = endpoint.toString();
            break;
          }
        }
        targets.add(new DetectTarget(name, family, knownToBeUp));
      }
    }
    return targets;
  }

  private static List<InetAddress> addressesOf(String host) {
    try {
      List<InetAddress> all = Arrays.asList(InetAddress.getAllByName(host));
      if (all.stream().anyMatch(each -> each.isAnyLocalAddress() || each.isMulticastAddress())) {
        throw AwlException.usage(host + " is no address that a server could have");
      }
      return all;
    } catch (UnknownHostException e) {
      throw new AwlException(
          ExitCode.FAILED,
          "stun-unresolved",
          "the STUN server's name " + host + " has no address; check it, or the network",
          e);
    }
  }

  private static boolean isIpv6(InetAddress address) {
    return address instanceof Inet6Address;
  }

  InetSocketAddress first() {
    return addresses.get(0);
  }

  boolean ipv6() {
    return isIpv6(first().getAddress());
  }

  /** {@code IPv4} or {@code IPv6}. */
  String family() {
    return ipv6() ? "IPv6" : "IPv4";
  }

  /** The same, which may ask these servers too where it knows one address of its own only. */
  DetectTarget beside(List<DetectTarget> others) {
    List<InetSocketAddress> more = new ArrayList<>(addresses);
    others.stream()
        .filter(each -> each.ipv6() == ipv6() && !more.contains(each.first()))
        .forEach(each -> more.add(each.first()));
    return new DetectTarget(name, more, knownToBeUp);
  }
}
