package dev.awl.peer.alg.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.AlgEvent;
import dev.awl.peer.alg.AlgHelpers;
import dev.awl.peer.alg.ControlConnection;
import dev.awl.peer.alg.Expectation;
import dev.awl.wire.Machine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TftpSessionTest {

  private static final long MILLI = 1_000_000;

  private final InetSocketAddress user = new InetSocketAddress("10.2.0.2", 3000);
  private final InetSocketAddress dialled = new InetSocketAddress("10.2.0.1", 6969);
  private final TftpSession session = session(user);
  private long now = MILLI;

  private TftpSession session(InetSocketAddress from) {
    InetAddress here = dialled.getAddress();
    return new TftpSession(new ControlConnection(from, dialled, here, false));
  }

  /** A packet of texts. */
  private static byte[] packet(int opcode, String... texts) {
    StringBuilder packet = new StringBuilder("\0").append((char) opcode);
    for (String each : texts) {
      packet.append(each).append('\0');
    }
    return packet.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] block(int opcode, int block, int length) {
    byte[] packet = new byte[4 + length];
    packet[1] = (byte) opcode;
    packet[2] = (byte) (block >> 8);
    packet[3] = (byte) block;
    return packet;
  }

  private List<AlgCommand> on(AlgEvent event) {
    return on(session, event);
  }

  private List<AlgCommand> on(TftpSession to, AlgEvent event) {
    now += MILLI;
    to.handle(now, event);
    return drain(to);
  }

  private static List<AlgCommand> drain(TftpSession from) {
    List<AlgCommand> all = new ArrayList<>();
    for (AlgCommand next = from.poll(); next != null; next = from.poll()) {
      all.add(next);
    }
    return all;
  }

  private void toMoving(byte[] request) {
    on(new AlgEvent.FromUser(request));
    on(new AlgEvent.Ready(1, new InetSocketAddress("10.2.0.1", 40000)));
    on(new AlgEvent.Used(1));
    on(new AlgEvent.Joined(1));
  }

  private List<AlgCommand> passes(boolean toUser, byte[] packet) {
    return on(new AlgEvent.Passed(1, toUser, packet));
  }

  @Test
  void is_found_by_its_scheme() {
    assertThat(AlgHelpers.forScheme("tftp")).isInstanceOf(TftpHelper.class);
    assertThat(AlgHelpers.usualOn(69)).isInstanceOf(TftpHelper.class);
  }

  @Test
  void expectation_is_live_before_the_request_is_forwarded() {
    byte[] request = packet(1, "boot/pxelinux.0", "octet", "tsize", "0", "blksize", "1408");
    assertThat(on(new AlgEvent.FromUser(request)))
        .containsExactly(
            new AlgCommand.Expect(
                new Expectation(
                    1,
                    Expectation.Direction.TO_USER,
                    user.getAddress(),
                    dialled.getAddress(),
                    user.getPort(),
                    TftpSession.ANSWER_TIME)));
    assertThat(on(new AlgEvent.FromUser(request))).as("asked again meanwhile").isEmpty();
    assertThat(on(new AlgEvent.Ready(1, dialled)))
        .singleElement()
        .isInstanceOfSatisfying(
            AlgCommand.ToService.class, sent -> assertThat(sent.bytes()).isEqualTo(request));
  }

  @Test
  void request_sent_again_goes_again_until_there_is_an_answer() {
    byte[] request = packet(1, "file", "octet");
    on(new AlgEvent.FromUser(request));
    on(new AlgEvent.Ready(1, dialled));
    assertThat(on(new AlgEvent.FromUser(request)))
        .singleElement()
        .isInstanceOf(AlgCommand.ToService.class);
    on(new AlgEvent.Used(1));
    assertThat(on(new AlgEvent.FromUser(request)))
        .as("would begin a second transfer at the service")
        .isEmpty();
  }

  @Test
  void another_request_from_the_same_port_begins_another_session() {
    toMoving(packet(1, "one", "octet"));
    passes(true, block(3, 1, 512));
    assertThat(on(new AlgEvent.FromUser(packet(1, "two", "octet"))))
        .containsExactly(
            new AlgCommand.Transferred("RRQ one, broken off", 512, 5 * MILLI),
            new AlgCommand.StartOver());
  }

  @Test
  void same_file_can_be_fetched_again() {
    toMoving(packet(1, "one", "octet"));
    passes(true, block(3, 1, 100));
    passes(false, block(4, 1, 0));
    assertThat(on(new AlgEvent.FromUser(packet(1, "one", "octet"))))
        .containsExactly(new AlgCommand.StartOver());
  }

  @Test
  void read_is_over_with_the_acknowledgement_of_a_short_block_by_its_block_size() {
    toMoving(packet(1, "file", "octet", "blksize", "1024"));
    passes(true, packet(6, "BlkSize", "1024"));
    passes(false, block(4, 0, 0));
    passes(true, block(3, 1, 1024));
    passes(true, block(3, 1, 1024)); // again, because the ACK was lost
    assertThat(passes(false, block(4, 1, 0))).isEmpty();
    passes(true, block(3, 2, 512));
    assertThat(passes(false, block(4, 2, 0)))
        .containsExactly(new AlgCommand.Transferred("RRQ file", 1536, 10 * MILLI));
    assertThat(session.deadline()).isEqualTo(now + TftpSession.DALLY.toNanos());
    session.handleTimeout(session.deadline());
    assertThat(drain(session)).singleElement().isInstanceOf(AlgCommand.Close.class);
    assertThat(session.deadline()).isEqualTo(Machine.NEVER);
  }

  @Test
  void file_of_whole_blocks_ends_with_an_empty_one_and_numbers_go_round() {
    toMoving(packet(2, "file", "octet"));
    passes(true, block(4, 0, 0));
    for (int i = 1; i <= 70_000; i++) {
      passes(false, block(3, i, 512));
      assertThat(passes(true, block(4, i, 0))).isEmpty();
    }
    passes(false, block(3, 70_001, 0));
    assertThat(passes(true, block(4, 70_001, 0)))
        .singleElement()
        .isInstanceOfSatisfying(
            AlgCommand.Transferred.class,
            done -> assertThat(done.bytes()).isEqualTo(70_000L * 512));
  }

  @Test
  void error_of_the_service_is_in_the_line_without_its_control_characters() {
    toMoving(packet(1, "no\u001b[31msuch", "octet"));
    assertThat(passes(true, packet(5, "\0\1File not\nfound")))
        .containsExactly(
            new AlgCommand.Transferred("RRQ no?[31msuch, ERROR 1 File not?found", 0, 4 * MILLI));
  }

  @Test
  void failure_is_told_to_the_user_at_once() {
    on(new AlgEvent.FromUser(packet(1, "file", "octet")));
    List<AlgCommand> out = on(new AlgEvent.Failed(1, "the peer does not allow it"));
    assertThat(out.get(1))
        .isInstanceOfSatisfying(
            AlgCommand.ToUser.class,
            error ->
                assertThat(error.bytes()).isEqualTo(packet(5, "\0\0the peer does not allow it")));
    assertThat(out.get(2)).isInstanceOf(AlgCommand.Close.class);
  }

  @Test
  void what_is_no_request_gets_nothing_and_what_is_a_bad_one_an_error() {
    for (byte[] each :
        List.of(new byte[0], new byte[] {0}, block(3, 1, 9), block(4, 1, 0), packet(9, "x"))) {
      assertThat(on(session(user), new AlgEvent.FromUser(each)))
          .singleElement()
          .isInstanceOf(AlgCommand.Close.class);
    }
    byte[] endless = packet(1, "file", "octet");
    endless[endless.length - 1] = 'x';
    for (byte[] each :
        List.of(
            endless,
            packet(1),
            packet(1, "file"),
            packet(1, "", "octet"),
            packet(1, "file", "octet", "tsize"),
            packet(1, "f".repeat(600), "octet"))) {
      assertThat(on(session(user), new AlgEvent.FromUser(each)).get(0))
          .isInstanceOf(AlgCommand.ToUser.class);
    }
    InetSocketAddress privileged = new InetSocketAddress("10.2.0.2", 22);
    assertThat(on(session(privileged), new AlgEvent.FromUser(packet(1, "f", "octet"))).get(0))
        .isInstanceOf(AlgCommand.ToUser.class);
  }

  @Test
  void junk_of_either_side_never_throws() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] junk = new byte[random.nextInt(40)];
      random.nextBytes(junk);
      if (junk.length > 1) {
        junk[0] = 0;
        junk[1] = (byte) random.nextInt(8);
      }
      TftpSession each = session(user);
      on(each, new AlgEvent.FromUser(junk));
      on(each, new AlgEvent.Passed(1, true, junk));
      on(each, new AlgEvent.Passed(1, false, junk));
      on(each, new AlgEvent.Ended(1, 0, 0));
    }
  }
}
