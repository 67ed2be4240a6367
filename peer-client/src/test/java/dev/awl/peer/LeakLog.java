package dev.awl.peer;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What Netty's leak detector (paranoid in tests) says while this is open. */
final class LeakLog implements AutoCloseable {

  private static final int ROUNDS = 4;

  private final Logger logger =
      (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class.getName());
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  LeakLog() {
    appender.start();
    logger.addAppender(appender);
  }

  /** The buffers that the garbage collector found unreleased; said with the next allocation. */
  List<String> leaks() {
    for (int round = 0; round < ROUNDS; round++) {
      System.gc();
      PooledByteBufAllocator.DEFAULT.directBuffer().release();
      PooledByteBufAllocator.DEFAULT.heapBuffer().release();
    }
    return List.copyOf(appender.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
  }
}
