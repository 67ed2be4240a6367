package dev.awl.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Sends logs to stderr, warnings and finished transfers only unless {@code --debug}.
 *
 * <p>Logback finds it as a service, when the first logger is made: no XML parser at start-up.
 * {@code -Dlogback.configurationFile} still wins.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {

  static final String LEVEL_PROPERTY = "awl.log";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n%ex{full}");
    encoder.start();
    ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
    stderr.setContext(context);
    stderr.setTarget("System.err");
    stderr.setEncoder(encoder);
    stderr.start();

    Level level = Level.toLevel(System.getProperty(LEVEL_PROPERTY), Level.WARN);
    context.getLogger("ROOT").setLevel(Level.WARN);
    context.getLogger("ROOT").addAppender(stderr);
    context.getLogger("dev.awl").setLevel(level);
    if (level == Level.WARN) {
      context.getLogger("dev.awl.transfers").setLevel(Level.INFO);
    }
    // What Netty warns of at start (no MAC address, say) is nothing that a user can act on.
    context.getLogger("io.netty").setLevel(level == Level.WARN ? Level.ERROR : Level.INFO);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
