package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.peer.channel.PeerPair;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a connection ends, on either side and in the middle. */
@Timeout(120)
class TcpClosingTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void who_closes_first_is_heard_to_the_end_and_hears_on(boolean userFirst) throws Exception {
    try (ServicePair pair = new ServicePair();
        Socket user = pair.connect();
        Socket service = pair.accept()) {
      Socket first = userFirst ? user : service;
      Socket last = userFirst ? service : user;
      ServicePair.sayLast(first, last, "hello");
      ServicePair.sayLast(last, first, "bye");
    }
  }

  @Test
  void every_half_close_arrives_though_the_last_datagram_is_often_lost() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      pair.peers.wire.lose(0.2);
      for (int i = 0; i < 30; i++) {
        try (Socket user = pair.connect();
            Socket service = pair.accept()) {
          ServicePair.pass(user, service, i);
          user.shutdownOutput();
          assertThat(service.getInputStream().read()).isEqualTo(-1);
          service.shutdownOutput();
          assertThat(user.getInputStream().read()).isEqualTo(-1);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reset_by_one_side_reaches_the_other_as_a_reset(boolean byUser) throws Exception {
    try (ServicePair pair = new ServicePair()) {
      Socket user = pair.connect();
      Socket service = pair.accept();
      ServicePair.pass(user, service);
      ServicePair.reset(byUser ? user : service);
      assertReset(byUser ? service : user);
    }
  }

  private static void assertReset(Socket socket) throws IOException {
    try (socket) {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void hundreds_of_resets_leave_nothing_behind() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      for (int i = 0; i < 300; i++) {
        Socket user = pair.connect();
        Socket service = pair.accept();
        ServicePair.pass(user, service);
        ServicePair.reset(user);
        assertReset(service);
      }
      // Two dialogues that prove the channel still has room: each end counts its open streams.
      for (PeerPair.End end : List.of(pair.peers.dialer, pair.peers.listener)) {
        assertThat(end.call(() -> end.channel.openStreams())).isZero();
      }
    }
  }

  @Test
  void end_of_the_channel_resets_both_ends() throws Exception {
    try (ServicePair pair = new ServicePair();
        Socket user = pair.connect();
        Socket service = pair.accept()) {
      ServicePair.pass(user, service);
      pair.peers.dialer.run(pair.peers.dialer.channel::close);
      assertThatThrownBy(() -> user.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> service.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }
}
