package dev.awl.cli;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLException;

/** A certificate chain and its key, as --cert and --key name them. */
record TlsFiles(Path certificate, Path key) {

  /** Reads both; a file that cannot be used is a usage error that names them. */
  SslContext read() {
    return read("--cert", "--key");
  }

  /** The same for options of other names. */
  SslContext read(String certificateOption, String keyOption) {
    for (Path each : List.of(certificate, key)) {
      if (!Files.isReadable(each)) {
        throw AwlException.usage(certificateOption + " and " + keyOption + ": cannot read " + each);
      }
    }
    try {
      return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
          .sslProvider(SslProvider.JDK)
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw AwlException.usage(
          "cannot use "
              + certificateOption
              + " "
              + certificate
              + " with "
              + keyOption
              + " "
              + key
              + ": "
              + Failures.describe(e));
    }
  }
}
