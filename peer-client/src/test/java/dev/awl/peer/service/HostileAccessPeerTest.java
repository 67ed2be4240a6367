package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.peer.alg.Expectation.Direction;
import dev.awl.peer.channel.FrameHandler;
import dev.awl.peer.channel.FrameKind;
import dev.awl.peer.channel.StreamKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rule 4: the inner peer permits by itself only the service's own host, port 1024 or above, while
 * the control connection lives. The access peer here speaks the wire format by hand, and means ill.
 */
@Timeout(120)
class HostileAccessPeerTest {

  private static final int ENDED = -1;
  private static final long NUMBER = 4711;

  private ServicePair pair;
  private ServerSocket ftp;
  private ServerSocket elsewhere;

  @BeforeEach
  void open() throws Exception {
    pair = new ServicePair();
    InetAddress host = InetAddress.getByName("127.0.0.1");
    ftp = new ServerSocket(0, 50, host);
    elsewhere = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.9"));
    ftp.setSoTimeout(30_000);
    Service nas = new Service("nas", "ftp", "127.0.0.1", ftp.getLocalPort());
    pair.share(SharedService.of(nas), SharedService.of(pair.service));
  }

  @AfterEach
  void close() throws Exception {
    ftp.close();
    elsewhere.close();
    pair.close();
  }

  /** A stream of the access peer's, and what the inner peer answers, byte by byte. */
  private final class Raw extends ChannelInboundHandlerAdapter {
    private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
    private final QuicStreamChannel stream;

    Raw(ByteBuf first) throws Exception {
      stream =
          pair.peers
              .listener
              .call(() -> pair.peers.listener.channel.openStream(this))
              .get(30, TimeUnit.SECONDS);
      send(first);
    }

    void send(ByteBuf bytes) {
      stream.writeAndFlush(bytes);
      stream.read();
    }

    int answer() throws Exception {
      Integer answer = answers.poll(30, TimeUnit.SECONDS);
      return answer == null ? -2 : answer;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf data = (ByteBuf) message;
      while (data.isReadable()) {
        answers.add((int) data.readUnsignedByte());
      }
      data.release();
      ctx.read();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        answers.add(ENDED);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      answers.add(ENDED);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      answers.add(ENDED);
    }
  }

  private Raw control(String service, String host) throws Exception {
    ByteBuf first = Unpooled.buffer().writeByte(StreamKind.CONTROL.code()).writeLong(NUMBER);
    new ServiceRequest(service, host, 0, null).encode(first);
    return new Raw(first);
  }

  private Raw expectation(long number, Direction direction, int port) throws Exception {
    return new Raw(
        Unpooled.buffer()
            .writeByte(StreamKind.EXPECTATION.code())
            .writeLong(number)
            .writeByte(direction.code())
            .writeShort(port));
  }

  /** An honest control connection: the server's end of it. */
  private Socket controlled(Raw control) throws Exception {
    Socket server = ftp.accept();
    assertThat(control.answer()).isEqualTo(DialStatus.OK.code());
    assertThat(control.answer()).as("the family").isEqualTo(4);
    return server;
  }

  /** By the kernel, or by a reset. */
  private static void assertTurnedAway(int port) {
    assertThatThrownBy(
            () -> {
              try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout(30_000);
                assertThat(socket.getInputStream().read()).isNegative();
              }
            })
        .isInstanceOf(SocketException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 22, 25, 445, 1023})
  void rule_4_refuses_well_known_ports(int port) throws Exception {
    try (Socket server = controlled(control("nas", ""))) {
      Raw asking = expectation(NUMBER, Direction.TO_SERVICE, port);
      assertThat(asking.answer()).isEqualTo(DialStatus.NOT_ALLOWED.code());
      assertThat(asking.answer()).isEqualTo(ENDED);
      assertThat(server.isConnected()).isTrue();
    }
  }

  @Test
  void rule_4_connects_to_no_other_host_whatever_is_said() throws Exception {
    try (Socket server = controlled(control("nas", "127.0.0.9"))) {
      assertThat(server.getLocalAddress().getHostAddress()).isEqualTo("127.0.0.1");
      Raw asking = expectation(NUMBER, Direction.TO_SERVICE, elsewhere.getLocalPort());
      assertThat(asking.answer()).isEqualTo(DialStatus.OK.code());
      asking.send(Unpooled.wrappedBuffer(new byte[] {1}));
      assertThat(asking.answer())
          .as("that port of the service's own host, where nobody listens")
          .isEqualTo(DialStatus.REFUSED.code());
      elsewhere.setSoTimeout(300);
      assertThatThrownBy(elsewhere::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void rule_4_refuses_without_a_control_connection_and_with_that_of_nobody() throws Exception {
    assertThat(expectation(NUMBER, Direction.TO_SERVICE, 50_000).answer())
        .isEqualTo(DialStatus.NOT_ALLOWED.code());
    try (Socket server = controlled(control("nas", ""))) {
      assertThat(expectation(NUMBER + 1, Direction.TO_USER, 50_000).answer())
          .isEqualTo(DialStatus.NOT_ALLOWED.code());
      assertThat(server.isConnected()).isTrue();
    }
  }

  @Test
  void rule_4_refuses_after_the_control_connection_has_closed_and_ends_what_waits()
      throws Exception {
    Socket server = controlled(control("nas", ""));
    Raw waiting = expectation(NUMBER, Direction.TO_SERVICE, 50_000);
    Raw listening = expectation(NUMBER, Direction.TO_USER, 50_000);
    assertThat(waiting.answer()).isEqualTo(DialStatus.OK.code());
    assertThat(listening.answer()).isEqualTo(DialStatus.OK.code());
    int port = listening.answer() * 256 + listening.answer();
    ServicePair.reset(server);
    assertThat(waiting.answer()).isEqualTo(ENDED);
    for (int i = 0; i < 5; i++) { // length and address
      assertThat(listening.answer()).isNotNegative();
    }
    assertThat(listening.answer()).isEqualTo(ENDED);
    assertTurnedAway(port);
    assertThat(expectation(NUMBER, Direction.TO_SERVICE, 50_000).answer())
        .isEqualTo(DialStatus.NOT_ALLOWED.code());
  }

  @Test
  void rule_4_lets_in_the_service_host_alone_and_once() throws Exception {
    try (Socket server = controlled(control("nas", ""))) {
      Raw listening = expectation(NUMBER, Direction.TO_USER, 50_000);
      assertThat(listening.answer()).isEqualTo(DialStatus.OK.code());
      int port = listening.answer() * 256 + listening.answer();
      InetAddress thirdHost = InetAddress.getByName("127.0.0.3");
      try (Socket third = new Socket(InetAddress.getByName("127.0.0.1"), port, thirdHost, 0)) {
        third.setSoTimeout(30_000);
        assertThatThrownBy(() -> third.getInputStream().read()).isInstanceOf(SocketException.class);
      }
      try (Socket first = new Socket("127.0.0.1", port)) {
        assertTurnedAway(port);
        assertThat(first.isConnected()).isTrue();
      }
      assertThat(server.isConnected()).isTrue();
    }
  }

  @Test
  void rule_4_keeps_few_expectations_for_one_control_connection() throws Exception {
    try (Socket server = controlled(control("nas", ""))) {
      List<Integer> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(expectation(NUMBER, Direction.TO_SERVICE, 50_000 + i).answer());
      }
      assertThat(answers).filteredOn(each -> each == DialStatus.OK.code()).hasSize(8);
      assertThat(answers).filteredOn(each -> each == DialStatus.NOT_ALLOWED.code()).hasSize(12);
      assertThat(server.isConnected()).isTrue();
    }
  }

  @Test
  void rule_4_service_without_a_helper_has_no_control_connections() throws Exception {
    Raw control = control("web", "");
    try (Socket server = pair.accept()) {
      int answer = control.answer();
      while (answer != ENDED) {
        assertThat(answer).isEqualTo(DialStatus.OK.code());
        answer = control.answer();
      }
      assertThat(server.isConnected()).isTrue();
    }
    assertThat(expectation(NUMBER, Direction.TO_SERVICE, 50_000).answer())
        .isEqualTo(DialStatus.NOT_ALLOWED.code());
  }

  @Test
  void rule_4_permission_withdrawn_refuses_expectations_too() throws Exception {
    try (Socket server = controlled(control("nas", ""))) {
      Raw waiting = expectation(NUMBER, Direction.TO_SERVICE, 50_000);
      assertThat(waiting.answer()).isEqualTo(DialStatus.OK.code());
      pair.allowed = false;
      assertThat(expectation(NUMBER, Direction.TO_SERVICE, 50_001).answer())
          .isEqualTo(DialStatus.NOT_ALLOWED.code());
      waiting.send(Unpooled.wrappedBuffer(new byte[] {1}));
      assertThat(waiting.answer()).isEqualTo(ENDED);
      assertThat(server.isConnected()).isTrue();
    }
  }

  /** What the inner peer says of flows: flow, form, and the status of what is closed. */
  private BlockingQueue<List<Integer>> hearFrames() {
    BlockingQueue<List<Integer>> heard = new LinkedBlockingQueue<>();
    pair.peers.listener.run(
        () ->
            pair.peers.listener.channel.acceptFrames(
                FrameKind.UDP_TO_USER,
                new FrameHandler() {
                  @Override
                  public void frame(ByteBuf frame) {
                    int flow = frame.readInt();
                    int form = frame.readUnsignedByte();
                    int status = form == UdpFrame.CLOSED ? frame.readUnsignedByte() : 0;
                    heard.add(List.of(flow, form, status));
                  }

                  @Override
                  public void batchOver() {}
                }));
    return heard;
  }

  private void sendFrame(ByteBuf frame) {
    pair.peers.listener.run(
        () -> {
          pair.peers.listener.channel.sendFrame(frame);
          pair.peers.listener.channel.flushFrames();
        });
  }

  @Test
  void rule_4_for_datagrams_one_expectation_for_a_request_of_a_service_that_has_them()
      throws Exception {
    int refused = DialStatus.NOT_ALLOWED.code();
    UdpFrame frames = new UdpFrame(UnpooledByteBufAllocator.DEFAULT, FrameKind.UDP_TO_SERVICE);
    try (DatagramSocket target = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      int port = target.getLocalPort();
      pair.share(
          SharedService.of(new Service("boot", "tftp", "127.0.0.1", port)),
          SharedService.of(new Service("game", "udp", "127.0.0.1", port)));
      BlockingQueue<List<Integer>> heard = hearFrames();
      ServiceRequest boot = new ServiceRequest("boot", "", 0, null);
      sendFrame(frames.expect(1, 2, new ServiceRequest("game", "", 0, null)));
      assertThat(await(heard, 1)).as("no helper").containsExactly(1, UdpFrame.CLOSED, refused);
      sendFrame(frames.expect(3, 4, new ServiceRequest("none", "", 0, null)));
      assertThat(await(heard, 3)).as("no service").containsExactly(3, UdpFrame.CLOSED, refused);
      sendFrame(frames.expect(5, 6, boot));
      assertThat(await(heard, 5)).containsExactly(5, UdpFrame.OPENED, 0);
      sendFrame(frames.expect(7, 6, boot));
      assertThat(await(heard, 7)).as("a second one").containsExactly(7, UdpFrame.CLOSED, refused);
      sendFrame(frames.expect(5, 2, boot));
      assertThat(await(heard, 5)).as("another's").containsExactly(5, UdpFrame.CLOSED, refused);
      sendFrame(frames.expect(8, 8, boot));
      ByteBuf early = Unpooled.copiedBuffer(new byte[] {1, 2, 3});
      pair.peers.listener.run(() -> frames.send(pair.peers.listener.channel, 5, 0, early));
      early.release();
      sendFrame(frames.closed(5, DialStatus.OK));
      sendFrame(frames.expect(9, 6, boot));
      assertThat(await(heard, 9)).as("the request is gone with it").contains(UdpFrame.OPENED);
      target.setSoTimeout(300);
      assertThatThrownBy(() -> target.receive(new DatagramPacket(new byte[9], 9)))
          .as("nothing goes before there was an answer")
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(pair.peers.dialer.call(() -> pair.host.udpCounters().malformed())).isEqualTo(1);
      assertThat(pair.peers.dialer.call(() -> pair.host.udpCounters().unexpected())).isEqualTo(1);
    }
  }

  private static List<Integer> await(BlockingQueue<List<Integer>> heard, int flow)
      throws Exception {
    List<Integer> next = heard.poll(30, TimeUnit.SECONDS);
    while (next != null && next.get(0) != flow) {
      next = heard.poll(30, TimeUnit.SECONDS);
    }
    return next == null ? List.of() : next;
  }
}
