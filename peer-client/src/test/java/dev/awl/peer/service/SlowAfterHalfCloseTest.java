package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One side has sent its FIN and then takes its time with what it gets: the socket towards it fills
 * up when there is nothing left to read from it.
 */
@Timeout(120)
class SlowAfterHalfCloseTest {

  private static final int BLOCK = 64 << 10;
  private static final int TOTAL = 64 << 20;
  private static final int SMALL_WINDOW = 32 << 10;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void the_service() throws Exception {
    try (ServicePair pair = new ServicePair()) {
      pair.target.setReceiveBufferSize(SMALL_WINDOW);
      try (Socket user = pair.connect();
          Socket service = pair.accept()) {
        halfCloseThenReadLate(pair, user, service);
      }
    }
  }

  @Test
  void the_user() throws Exception {
    try (ServicePair pair = new ServicePair();
        Socket user = new Socket()) {
      user.setReceiveBufferSize(SMALL_WINDOW);
      user.setSoTimeout(30_000);
      user.connect(pair.listener.address(), 5000);
      try (Socket service = pair.accept()) {
        halfCloseThenReadLate(pair, service, user);
      }
    }
  }

  private void halfCloseThenReadLate(ServicePair pair, Socket sender, Socket reader)
      throws Exception {
    reader.shutdownOutput();
    assertThat(sender.getInputStream().read()).isEqualTo(-1);

    AtomicLong sent = new AtomicLong();
    Future<?> sending = threads.submit(() -> send(sender, sent));
    pair.awaitStandstill(sent);
    assertThat(sent.get()).isBetween(1L << 20, TOTAL - 1L);
    assertThat(receive(reader)).isEqualTo(TOTAL);
    sending.get(30, TimeUnit.SECONDS);
  }

  private static Void send(Socket socket, AtomicLong sent) throws IOException {
    byte[] block = new byte[BLOCK];
    OutputStream out = socket.getOutputStream();
    while (sent.get() < TOTAL) {
      out.write(block);
      sent.addAndGet(block.length);
    }
    socket.shutdownOutput();
    return null;
  }

  private static long receive(Socket socket) throws IOException {
    byte[] block = new byte[BLOCK];
    long got = 0;
    InputStream in = socket.getInputStream();
    for (int n = in.read(block); n >= 0; n = in.read(block)) {
      got += n;
    }
    return got;
  }
}
