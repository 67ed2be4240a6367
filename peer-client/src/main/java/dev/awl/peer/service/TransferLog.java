package dev.awl.peer.service;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.wire.AddressText;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line in the log for every transfer that a helper saw; always on. */
final class TransferLog {

  private static final Logger LOG = LoggerFactory.getLogger("dev.awl.transfers");

  private TransferLog() {}

  static void write(
      ServiceUser user, Service service, InetSocketAddress from, AlgCommand.Transferred done) {
    LOG.info(
        "{}: {}: {}",
        service.name(),
        AddressText.of(from.getAddress()),
        String.format(
            Locale.ROOT,
            "%s: %d bytes in %.1f s%s",
            done.what(),
            done.bytes(),
            done.nanos() / 1e9,
            user.path().isEmpty() ? "" : ", " + user.path()));
  }
}
