package dev.awl.classifier;

import dev.awl.classifier.DetectionCommand.Finished;
import dev.awl.classifier.DetectionCommand.Measured;
import dev.awl.wire.Machine;
import dev.awl.wire.nat.NatReport;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** NAT detection on real sockets. */
public final class Detection {

  private Detection() {}

  /**
   * Detects the NAT between this machine and a STUN server.
   *
   * @return the report; fails when no socket can be opened; may be cancelled
   */
  public static Future<NatReport> run(
      EventLoop loop, DatagramSockets sockets, Settings settings, Progress progress) {
    return new TestsOnSockets<>(
            loop, new Classification(settings), settings.server(), settings.local(), progress)
        .run(sockets);
  }

  /**
   * Measures how long that NAT keeps an idle binding. Takes up to twice {@code longest}.
   *
   * @param report what {@link #run} said about the NAT
   * @param longest no binding is left alone for longer
   * @return fails when no socket can be opened; may be cancelled
   */
  public static Future<BindingLifetime> measureLifetime(
      EventLoop loop,
      DatagramSockets sockets,
      InetSocketAddress server,
      NatReport report,
      Duration longest,
      Progress progress) {
    InetAddress local = report.local().getAddress();
    return new TestsOnSockets<>(
            loop,
            new Measurement(server, report.portPreserving(), longest),
            server,
            local,
            progress)
        .run(sockets);
  }

  private record Classification(Settings settings) implements TestsOnSockets.Tests<NatReport> {

    @Override
    public int sockets() {
      return NatClassifier.SOCKETS;
    }

    @Override
    public Machine<DetectionEvent, DetectionCommand> machine(List<InetSocketAddress> locals) {
      return new NatClassifier(settings, locals, new SecureRandom());
    }

    @Override
    public @Nullable NatReport resultIn(DetectionCommand command) {
      return command instanceof Finished finished ? finished.report() : null;
    }
  }

  private record Measurement(InetSocketAddress server, boolean portPreserving, Duration longest)
      implements TestsOnSockets.Tests<BindingLifetime> {

    @Override
    public int sockets() {
      return LifetimeTest.SOCKETS;
    }

    @Override
    public Machine<DetectionEvent, DetectionCommand> machine(List<InetSocketAddress> locals) {
      return new LifetimeTest(server, portPreserving, longest, new SecureRandom());
    }

    @Override
    public @Nullable BindingLifetime resultIn(DetectionCommand command) {
      return command instanceof Measured measured ? measured.lifetime() : null;
    }
  }
}
