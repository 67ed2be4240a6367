package dev.awl.cli;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;

/** A certificate chain and its key, as --cert and --key name them. */
record TlsFiles(Path certificate, Path key) {

  /** Reads both; a file that cannot be used is a usage error that names them. */
  SslContext read() {
    for (Path each : List.of(certificate, key)) {
      if (!Files.isReadable(each)) {
        throw AwlException.usage("--cert and --key: cannot read " + each);
      }
    }
    try {
      return SslContextBuilder.forServer(certificate.toFile(), key.toFile()).build();
    } catch (SSLException | IllegalArgumentException e) {
      throw AwlException.usage(
          "cannot use --cert " + certificate + " with --key " + key + ": " + Failures.describe(e));
    }
  }
}
