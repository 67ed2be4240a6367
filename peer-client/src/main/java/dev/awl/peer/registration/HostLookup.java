package dev.awl.peer.registration;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Finds the address of a host in a thread of its own: Java's resolver blocks. */
final class HostLookup {

  private HostLookup() {}

  static Future<InetSocketAddress> resolve(EventLoop loop, String host, int port) {
    byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
    if (literal != null) {
      return loop.newSucceededFuture(new InetSocketAddress(ofBytes(literal), port));
    }
    Promise<InetSocketAddress> found = loop.newPromise();
    Thread thread =
        new Thread(
            () -> {
              try {
                found.trySuccess(new InetSocketAddress(InetAddress.getByName(host), port));
              } catch (UnknownHostException e) {
                found.tryFailure(e);
              }
            },
            "awl-resolve");
    thread.setDaemon(true);
    thread.start();
    return found;
  }

  private static InetAddress ofBytes(byte[] address) {
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of neither 4 nor 16 bytes", e);
    }
  }
}
