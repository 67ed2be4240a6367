package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** Lines of one logger, as they come. */
final class Heard extends AppenderBase<ILoggingEvent> {
  final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Logger logger;

  Heard(Class<?> owner) {
    logger = (Logger) LoggerFactory.getLogger(owner);
    logger.addAppender(this);
    start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(event.getFormattedMessage());
  }

  @Override
  public void stop() {
    logger.detachAppender(this);
  }

  String next() throws InterruptedException {
    String line = lines.poll(30, TimeUnit.SECONDS);
    assertThat(line).as("a line").isNotNull();
    return line;
  }
}
