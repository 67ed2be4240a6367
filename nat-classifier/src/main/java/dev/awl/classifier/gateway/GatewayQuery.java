package dev.awl.classifier.gateway;

import dev.awl.wire.Machine;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks a gateway for its outside address: in NAT-PMP, and in PCP where it says that it has no
 * other. Datagrams to and from the gateway in, out; it says nothing to a gateway that is silent but
 * the few requests of {@link #WAITS}.
 */
final class GatewayQuery implements Machine<byte[], byte[]> {

  /** RFC 6886 section 3.1 begins with 250 ms; a gateway is a hop away and a person waits. */
  private static final long[] WAITS = {100_000_000L, 200_000_000L, 400_000_000L};

  /** Should the deletion get lost. */
  private static final int MAPPING_SECONDS = (int) Duration.ofSeconds(10).toSeconds();

  private final Inet4Address client;
  private final int port;
  private final byte[] nonce = new byte[Pcp.NONCE_LENGTH];
  private final Queue<byte[]> toSend = new ArrayDeque<>();
  private boolean pcp;
  private int sent;
  private long deadline = NEVER;
  private boolean done;
  private @Nullable InetAddress external;

  /**
   * @param client our own address towards the gateway
   * @param port the port that the datagrams leave from
   */
  GatewayQuery(Inet4Address client, int port, RandomGenerator random) {
    this.client = client;
    this.port = port;
    random.nextBytes(nonce);
  }

  void start(long now) {
    send(now);
  }

  private void send(long now) {
    toSend.add(pcp ? Pcp.map(client, port, nonce, MAPPING_SECONDS) : NatPmp.request());
    deadline = now + WAITS[sent++];
  }

  @Override
  public void handle(long now, byte[] datagram) {
    if (done) {
      return;
    }
    if (pcp) {
      if (Pcp.answers(datagram, nonce)) {
        finish(Pcp.parse(datagram, nonce));
        toSend.add(Pcp.map(client, port, nonce, 0));
      }
      return;
    }
    NatPmp.Answer answer = NatPmp.parse(datagram);
    if (answer == null) {
      return;
    }
    if (answer.result() == NatPmp.UNSUPPORTED_VERSION) {
      pcp = true;
      sent = 0;
      send(now);
    } else {
      finish(answer.external());
    }
  }

  @Override
  public void handleTimeout(long now) {
    if (done || now < deadline) {
      return;
    }
    if (sent < WAITS.length) {
      send(now);
    } else {
      finish(null);
    }
  }

  private void finish(@Nullable InetAddress found) {
    done = true;
    deadline = NEVER;
    // 0.0.0.0: the gateway itself has no address (RFC 6886 section 3.2).
    external = found == null || found.isAnyLocalAddress() ? null : found;
  }

  @Override
  public byte @Nullable [] poll() {
    return toSend.poll();
  }

  @Override
  public long deadline() {
    return deadline;
  }

  boolean done() {
    return done;
  }

  /** Null: the gateway does not say. */
  @Nullable InetAddress external() {
    return external;
  }
}
