package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections whose readers stand still, beside others that share their QUIC connection. */
@Timeout(240)
class StalledStreamsTest {

  private static final int STALLED = 20; // of about 32 on one QUIC connection
  private static final int BLOCK = 64 << 10;
  private static final int BLOCKS = 600;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Socket> sockets = new ArrayList<>();
  private final AtomicLong written = new AtomicLong();

  @AfterEach
  void stop() throws IOException {
    for (Socket each : sockets) {
      each.close();
    }
    threads.shutdownNow();
  }

  @Test
  void hold_nobody_up_in_either_direction() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      for (int i = 0; i < STALLED; i++) {
        Socket user = keep(pair.connect());
        Socket service = keep(pair.accept());
        fill(i % 2 == 0 ? user : service);
      }
      pair.awaitStandstill(written);
      assertAnswers(pair);
    }
  }

  @Test
  void hold_nobody_up_after_a_large_transfer_either() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      Socket user = keep(pair.connect());
      Socket service = keep(pair.accept());
      fill(user);
      fill(service);
      Future<?> drained = drain(user);
      drain(service).get();
      drained.get();
      for (int i = 0; i < STALLED; i++) {
        Socket from = keep(pair.connect());
        Socket to = keep(pair.accept());
        fill(i % 2 == 0 ? from : to);
      }
      pair.awaitStandstill(written);
      assertAnswers(pair);
    }
  }

  @Test
  void go_on_where_they_stopped_when_their_readers_do() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      List<Socket> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Socket user = keep(pair.connect());
        Socket service = keep(pair.accept());
        fill(i % 2 == 0 ? user : service);
        readers.add(i % 2 == 0 ? service : user);
      }
      pair.awaitStandstill(written);
      List<Future<?>> drained = new ArrayList<>();
      for (Socket each : readers) {
        drained.add(drain(each));
      }
      for (Future<?> each : drained) {
        each.get();
      }
      assertThat(written.get()).isEqualTo(4L * BLOCKS * BLOCK);
    }
  }

  @Test
  void end_for_their_writer_when_a_reader_that_had_finished_writing_leaves() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      Socket user = keep(pair.connect());
      Socket service = keep(pair.accept());
      Future<?> filled = fill(service);
      pair.awaitStandstill(written);
      user.shutdownOutput();
      assertThat(service.getInputStream().read()).isEqualTo(-1);
      user.close(); // with unread data: a reset
      assertThatThrownBy(() -> filled.get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(SocketException.class);
    }
  }

  @Test
  void reset_after_a_half_close_reaches_who_writes_later() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      Socket user = keep(pair.connect());
      Socket service = keep(pair.accept());
      user.shutdownOutput();
      assertThat(service.getInputStream().read()).isEqualTo(-1);
      user.setSoLinger(true, 0);
      user.close();
      assertThatThrownBy(() -> fill(service).get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(SocketException.class);
    }
  }

  private Socket keep(Socket socket) {
    sockets.add(socket);
    return socket;
  }

  /** Writes numbered blocks, as many as are taken. */
  private Future<?> fill(Socket from) {
    return threads.submit(
        () -> {
          OutputStream out = from.getOutputStream();
          byte[] block = new byte[BLOCK];
          for (int n = 0; n < BLOCKS; n++) {
            block[0] = (byte) n;
            out.write(block);
            written.addAndGet(BLOCK);
          }
          return null;
        });
  }

  private Future<?> drain(Socket at) {
    return threads.submit(
        () -> {
          InputStream in = at.getInputStream();
          for (int n = 0; n < BLOCKS; n++) {
            byte[] block = in.readNBytes(BLOCK);
            assertThat(block).hasSize(BLOCK);
            assertThat(block[0]).isEqualTo((byte) n);
          }
          return null;
        });
  }

  private static void assertAnswers(ServicePair pair) throws Exception {
    try (Socket user = pair.connect();
        Socket service = pair.accept()) {
      user.getOutputStream().write(7);
      assertThat(service.getInputStream().read()).isEqualTo(7);
      service.getOutputStream().write(9);
      assertThat(user.getInputStream().read()).isEqualTo(9);
    }
  }
}
