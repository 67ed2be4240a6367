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

/** How a connection ends, on either side and in the middle. */
@Timeout(60)
class TcpClosingTest {

  @Test
  void half_close_travels_both_ways_and_the_other_direction_goes_on() throws Exception {
    try (ServicePair pair = new ServicePair();
        Socket user = pair.connect();
        Socket service = pair.accept()) {
      ServicePair.sayLast(user, service, "question");
      ServicePair.sayLast(service, user, "answer");
    }
  }

  @Test
  void service_that_speaks_first_and_closes_first_is_heard_to_the_end() throws Exception {
    try (ServicePair pair = new ServicePair();
        Socket user = pair.connect();
        Socket service = pair.accept()) {
      ServicePair.sayLast(service, user, "220 hello");
      ServicePair.sayLast(user, service, "bye");
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

  @Test
  void reset_by_the_user_reaches_the_service_as_a_reset() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      Socket user = pair.connect();
      Socket service = pair.accept();
      ServicePair.pass(user, service);
      ServicePair.reset(user);
      assertReset(service);
    }
  }

  @Test
  void reset_by_the_service_reaches_the_user_as_a_reset() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      Socket user = pair.connect();
      Socket service = pair.accept();
      ServicePair.pass(user, service);
      ServicePair.reset(service);
      assertReset(user);
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
