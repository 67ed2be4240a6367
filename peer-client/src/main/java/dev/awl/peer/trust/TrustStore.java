package dev.awl.peer.trust;

import dev.awl.peer.Trust;
import dev.awl.peer.identity.HomeDirectory;
import dev.awl.wire.rendezvous.PeerId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The known peers of a home, in {@code home/peers.json}: who may connect, and the names people call
 * them by.
 *
 * <p>Several processes may change the file: each change is made under a lock, to what the file says
 * then, and replaces it in one step. Questions are answered from memory, as of the last {@link
 * #reload} or change; a {@link TrustWatch} keeps that up to date.
 */
public final class TrustStore implements Trust {

  static final String NAME = "peers.json";
  private static final String LOCK = "peers.lock";
  private static final long MAX_LENGTH = 8 * 1024 * 1024;

  private final Path home;
  private final Path file;
  private volatile List<KnownPeer> peers = List.of();

  private TrustStore(Path home) {
    this.home = home;
    this.file = home.resolve(NAME);
  }

  /**
   * The store of this home; an empty one where there is no file.
   *
   * @throws TrustException with one line for people: what is wrong with the file
   */
  public static TrustStore open(Path home) throws TrustException {
    TrustStore store = new TrustStore(home);
    store.reload();
    return store;
  }

  /**
   * Reads the file again; on failure what was known stays. Never at the same time as a change: what
   * the file said before would take the place of what was stored.
   */
  public void reload() throws TrustException {
    synchronized (TrustStore.class) {
      peers = read();
    }
  }

  private List<KnownPeer> read() throws TrustException {
    try {
      String mistake = HomeDirectory.mistake(home);
      if (mistake != null) {
        throw new TrustException(mistake);
      }
      if (Files.size(file) > MAX_LENGTH) {
        throw new IOException("it is too long");
      }
      if (othersMayWrite()) {
        throw new TrustException(
            "others may change who is trusted, in " + file + "; run: chmod 600 " + file);
      }
      return PeersFile.read(Files.readString(file));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (TrustException e) {
      throw e;
    } catch (AccessDeniedException e) {
      throw new TrustException(
          "cannot read the known peers: no access to " + file + "; check --home", e);
    } catch (IOException e) {
      throw new TrustException(
          "cannot read the known peers: " + file + ":" + reason(e) + "; repair it or move it away",
          e);
    }
  }

  private boolean othersMayWrite() throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return false;
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    return mode.contains(PosixFilePermission.GROUP_WRITE)
        || mode.contains(PosixFilePermission.OTHERS_WRITE);
  }

  private static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    return Character.isDigit(message.charAt(0)) ? message : " " + message;
  }

  /** All of them, in the order in which they were added. */
  public List<KnownPeer> peers() {
    return peers;
  }

  /** The one with this ID. */
  public Optional<KnownPeer> find(PeerId id) {
    return peers.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** The one of this name. */
  public Optional<KnownPeer> find(String name) {
    return peers.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  @Override
  public String nameOf(PeerId peer) {
    return find(peer).map(KnownPeer::name).orElse(peer.brief());
  }

  @Override
  public boolean admits(PeerId peer) {
    return find(peer).isPresent();
  }

  @Override
  public boolean allows(PeerId peer, String service) {
    return find(peer).filter(known -> known.allows(service)).isPresent();
  }

  /**
   * Adds a peer, or changes what is known of it. A name that another peer has gets a number behind
   * it; a peer that was known keeps its date.
   *
   * @return the peer as it is stored
   */
  public KnownPeer put(KnownPeer peer) throws TrustException {
    List<KnownPeer> changed =
        change(
            known -> {
              List<KnownPeer> result = new ArrayList<>(known);
              int at = indexOf(result, peer.id());
              KnownPeer unique = peer.named(freeName(result, peer));
              if (at < 0) {
                result.add(unique);
              } else {
                KnownPeer old = result.get(at);
                result.set(
                    at,
                    new KnownPeer(
                        unique.name(), peer.id(), old.since(), peer.allow(), peer.server()));
              }
              return result;
            });
    return changed.get(indexOf(changed, peer.id()));
  }

  private static int indexOf(List<KnownPeer> peers, PeerId id) {
    for (int i = 0; i < peers.size(); i++) {
      if (peers.get(i).id().equals(id)) {
        return i;
      }
    }
    return -1;
  }

  private static String freeName(List<KnownPeer> peers, KnownPeer wanted) {
    String name = wanted.name();
    for (int number = 2; isTaken(peers, name, wanted.id()); number++) {
      String suffix = "-" + number;
      int length = Math.min(wanted.name().length(), 32 - suffix.length());
      name = wanted.name().substring(0, length) + suffix;
    }
    return name;
  }

  private static boolean isTaken(List<KnownPeer> peers, String name, PeerId by) {
    return peers.stream().anyMatch(each -> each.name().equals(name) && !each.id().equals(by));
  }

  /** Forgets a peer; false when it was not known. */
  public boolean remove(PeerId id) throws TrustException {
    boolean[] found = new boolean[1];
    var unused =
        change(
            known -> {
              List<KnownPeer> result = new ArrayList<>(known);
              found[0] = result.removeIf(each -> each.id().equals(id));
              return result;
            });
    return found[0];
  }

  /** The monitor is for threads, whom file locks do not keep apart. */
  private List<KnownPeer> change(UnaryOperator<List<KnownPeer>> change) throws TrustException {
    synchronized (TrustStore.class) {
      try {
        Files.createDirectories(home, mode("rwx------"));
        try (FileChannel channel =
                FileChannel.open(
                    home.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock held = channel.lock()) {
          assert held.isValid();
          List<KnownPeer> result = List.copyOf(change.apply(read()));
          if (result.size() > PeersFile.MAX_PEERS) {
            throw new TrustException("a home holds at most " + PeersFile.MAX_PEERS + " peers");
          }
          replace(PeersFile.write(result));
          peers = result;
          return result;
        }
      } catch (TrustException e) {
        throw e;
      } catch (NoSuchFileException | AccessDeniedException e) {
        throw new TrustException(
            "cannot store the known peers: no access to " + e.getFile() + "; check --home", e);
      } catch (IOException e) {
        throw new TrustException(
            "cannot store the known peers in " + file + ": " + e.getMessage(), e);
      }
    }
  }

  private void replace(String text) throws IOException {
    Path draft = Files.createTempFile(home, "peers", ".new", mode("rw-------"));
    try {
      try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private FileAttribute<?>[] mode(String mode) {
    return home.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }
}
