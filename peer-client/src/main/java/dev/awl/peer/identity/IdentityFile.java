package dev.awl.peer.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A file in the peer's home with a private key and its certificate, mode 0600. */
final class IdentityFile {

  /** A real one has about 800 bytes. */
  private static final long MAX_LENGTH = 16 * 1024;

  private static final String PRIVATE_KEY = "PRIVATE KEY";
  private static final String CERTIFICATE = "CERTIFICATE";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path home;
  private final String name;
  private final String what;
  private final Path file;
  private final Supplier<Identity> generator;

  /**
   * A file that may not exist yet.
   *
   * @param name without {@code .pem}
   * @param what it is, for messages
   * @param generator makes what goes into it
   */
  IdentityFile(Path home, String name, String what, Supplier<Identity> generator) {
    this.home = home;
    this.name = name;
    this.what = what;
    this.file = home.resolve(name + ".pem");
    this.generator = generator;
  }

  Identity loadOrCreate() throws IdentityException {
    if (Files.exists(home) && !Files.isDirectory(home)) {
      throw new IdentityException(home + " is not a directory; check --home");
    }
    try {
      String mistake = HomeDirectory.mistake(home);
      if (mistake != null) {
        throw new IdentityException(mistake);
      }
      if (Files.notExists(file)) {
        createHome();
        create();
      }
      return load();
    } catch (IdentityException e) {
      throw e;
    } catch (NoSuchFileException | AccessDeniedException e) {
      throw new IdentityException(
          "cannot open the "
              + what
              + " "
              + file
              + ": no access to "
              + e.getFile()
              + "; check --home",
          e);
    } catch (FileSystemException e) {
      throw new IdentityException(
          "cannot use the " + what + " " + file + ": " + reason(e) + "; check --home", e);
    } catch (IOException e) {
      throw new IdentityException("cannot use the " + what + " " + file + ": " + e.getMessage(), e);
    }
  }

  private static String reason(FileSystemException e) {
    return e.getReason() == null ? e.getFile() + " is in the way" : e.getReason();
  }

  private void createHome() throws IOException {
    if (!Files.isDirectory(home)) {
      Files.createDirectories(home, mode(home.toAbsolutePath(), "rwx------"));
    }
  }

  /**
   * Makes the file under a lock, complete and with its mode before it gets its name: of two
   * processes the second finds the first one's. The lock's file stays behind, empty. The monitor is
   * for threads, whom file locks do not keep apart.
   */
  private void create() throws IOException {
    synchronized (IdentityFile.class) {
      try (FileChannel channel =
              FileChannel.open(
                  home.resolve(name + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (!held.isValid() || Files.exists(file)) {
          return;
        }
        Path draft = Files.createTempFile(home, name, ".new", mode(home, "rw-------"));
        try {
          write(draft, generator.get());
          Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          Files.deleteIfExists(draft);
        }
      }
    }
  }

  private static void write(Path draft, Identity identity) throws IOException {
    byte[] certificate;
    try {
      certificate = identity.certificate().getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate has no encoding", e);
    }
    String text =
        Pem.write(PRIVATE_KEY, identity.privateKey().getEncoded())
            + Pem.write(CERTIFICATE, certificate);
    try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
  }

  private Identity load() throws IOException {
    if (hasModes(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IdentityException(
          "others may read the private key in " + file + "; run: chmod 600 " + file);
    }
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_LENGTH) {
      throw broken("it is not a PEM file", null);
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    byte[] key = Pem.read(PRIVATE_KEY, text);
    byte[] certificate = Pem.read(CERTIFICATE, text);
    if (key == null || certificate == null) {
      throw broken("it lacks a " + (key == null ? PRIVATE_KEY : CERTIFICATE) + " block", null);
    }
    try {
      PrivateKey privateKey =
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key));
      X509Certificate parsed =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(certificate));
      return Identity.of(privateKey, parsed);
    } catch (GeneralSecurityException | IllegalStateException e) {
      throw broken("it does not hold a P-256 key and its certificate", e);
    }
  }

  private IdentityException broken(String why, @Nullable Throwable cause) {
    String line =
        "the "
            + what
            + " "
            + file
            + " is broken: "
            + why
            + "; restore it, or move it away for a new ID";
    return cause == null ? new IdentityException(line) : new IdentityException(line, cause);
  }

  private static boolean hasModes(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] mode(Path path, String mode) {
    return hasModes(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }
}
