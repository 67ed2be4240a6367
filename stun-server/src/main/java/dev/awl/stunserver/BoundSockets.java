package dev.awl.stunserver;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The sockets of a server: for each thread one datagram socket a corner, and TCP listeners. */
final class BoundSockets {

  private final List<Map<Corner, Channel>> datagrams = new ArrayList<>();
  private final Map<Corner, Channel> streams = new EnumMap<>(Corner.class);

  BoundSockets(int threads) {
    for (int i = 0; i < threads; i++) {
      datagrams.add(new EnumMap<>(Corner.class));
    }
  }

  void addAll(BoundSockets others) {
    for (int i = 0; i < datagrams.size(); i++) {
      datagrams.get(i).putAll(others.datagrams.get(i));
    }
    streams.putAll(others.streams);
  }

  void addDatagram(int thread, Corner corner, Channel channel) {
    datagrams.get(thread).put(corner, channel);
  }

  void addStream(Corner corner, Channel channel) {
    streams.put(corner, channel);
  }

  List<Map<Corner, Channel>> datagrams() {
    return datagrams;
  }

  Map<Corner, Channel> streams() {
    return streams;
  }

  /** The bound addresses by corner. */
  Map<Corner, InetSocketAddress> addresses() {
    Map<Corner, InetSocketAddress> addresses = new EnumMap<>(Corner.class);
    datagrams
        .get(0)
        .forEach(
            (corner, channel) -> addresses.put(corner, (InetSocketAddress) channel.localAddress()));
    return addresses;
  }

  void close() {
    streams.values().forEach(channel -> channel.close().syncUninterruptibly());
    for (Map<Corner, Channel> each : datagrams) {
      each.values().forEach(channel -> channel.close().syncUninterruptibly());
    }
  }
}
