package dev.awl.rendezvous;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.rendezvous.RendezvousCodec;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HttpFrontTest {

  private final Counters counters = new Counters();
  private final RendezvousSettings settings =
      RendezvousSettings.on(new InetSocketAddress(0)).withLimits(new ConnectionLimits(10, 1, 10));
  private final Node node =
      new Node(
          "test",
          settings,
          new RelayGrants(null, settings.relayTtl(), Clock.systemUTC()),
          new MemoryDirectory(),
          new MemoryBus(),
          new AnswerRoutes(),
          new Mailboxes(bound -> 0),
          counters,
          new Admission(settings.limits(), new ForwardedFor(Set.of()), counters),
          new AtomicLong(),
          new SecureRandom());

  private HttpResponseStatus request(String expectedBody) throws Exception {
    Admission.Visit visit = node.admission().arrive(InetAddress.getByName("192.0.2.1"));
    EmbeddedChannel channel = new EmbeddedChannel(new HttpFront(node, visit));
    channel.writeInbound(
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, RendezvousCodec.PATH));
    FullHttpResponse response = channel.readOutbound();
    try {
      assertThat(response.content().toString(StandardCharsets.UTF_8)).contains(expectedBody);
      assertThat(channel.isOpen()).as("one request a connection").isFalse();
      return response.status();
    } finally {
      response.release();
    }
  }

  @Test
  void refuses_a_source_with_too_many_connections_in_one_line() throws Exception {
    assertThat(request("this is a WebSocket")).isEqualTo(HttpResponseStatus.UPGRADE_REQUIRED);
    assertThat(request("your address has 1 connections to this server, its limit; close some\n"))
        .isEqualTo(HttpResponseStatus.TOO_MANY_REQUESTS);
  }
}
