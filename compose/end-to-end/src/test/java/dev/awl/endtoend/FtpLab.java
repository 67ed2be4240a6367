package dev.awl.endtoend;

import dev.awl.endtoend.FtpSites.Family;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** FTP servers behind one NAT, shared by Awl; Awl connected behind the other. */
final class FtpLab implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int FILE_SIZE = 300_000;

  private final FtpSites sites;
  private final Path file;
  private final List<AutoCloseable> running = new ArrayList<>();
  private final AwlProcess connect;
  private final AwlProcess share;

  /** A server: how it is started, and how it is shared. */
  interface Offer {
    LabProcess start(Host nas, Path home);

    String scheme();

    int port();
  }

  FtpLab(Topology lab, Path homes, FtpServer... servers) {
    this(lab, homes, "", List.of(), servers);
  }

  /** The same, shared with these options. */
  FtpLab(Topology lab, Path homes, String options, FtpServer... servers) {
    this(lab, homes, options, List.of(), servers);
  }

  /**
   * The same, with others that the test starts itself.
   *
   * @param others where they listen; here each is at 1,000 more
   */
  FtpLab(Topology lab, Path homes, String options, List<Integer> others, FtpServer... servers) {
    this(lab, homes, options, others, List.of(servers), List.of());
  }

  /** The same with options for {@code awl connect}. */
  FtpLab(Topology lab, Path homes, List<? extends Offer> servers, List<String> options) {
    this(lab, homes, "", List.of(), servers, options);
  }

  private FtpLab(
      Topology lab,
      Path homes,
      String sharingOptions,
      List<Integer> others,
      List<? extends Offer> servers,
      List<String> connectOptions) {
    sites = new FtpSites(lab);
    file = TestFile.write(homes.resolve("file"), FILE_SIZE);
    FtpServer.prepare(sites.nas(), file);
    Path access = homes.resolve("access");
    List<String> sharing = new ArrayList<>(List.of("share"));
    List<String> mapping = new ArrayList<>();
    for (Offer each : servers) {
      running.add(each.start(sites.nas(), homes));
      for (Family family : Family.values()) {
        for (Family user : Family.values()) {
          String name = each + "-" + family + "-for-" + user;
          String url = each.scheme() + "://" + family.server() + ":" + each.port();
          sharing.add(name + "=" + url + sharingOptions);
          mapping.add("--map");
          mapping.add(name + "=" + Family.url(user.access()) + ":" + port(each, family));
        }
      }
    }
    for (int port : others) {
      sharing.add("other-" + port + "=ftp://" + Family.IPV4.server() + ":" + port + sharingOptions);
      mapping.add("--map");
      mapping.add("other-" + port + "=" + Family.IPV4.access() + ":" + (port + 1000));
    }
    running.add(AwlServer.start(lab, homes.resolve("server")));
    sharing.addAll(
        List.of("--server", AwlServer.URL, "--trust", Launcher.id(lab.access().host(), access)));
    share =
        AwlProcess.start(
            lab.inner().host(), homes.resolve("inner"), sharing.toArray(String[]::new));
    running.add(share);
    String innerId = share.await("ready", PATIENCE).text("peer");
    List<String> connecting =
        new ArrayList<>(List.of("connect", innerId, "--server", AwlServer.URL));
    connecting.addAll(mapping);
    connecting.addAll(connectOptions);
    connect = AwlProcess.start(lab.access().host(), access, connecting.toArray(String[]::new));
    running.add(connect);
    connect.await("ready", PATIENCE);
    connect.await(event -> event.isPath("direct"), "direct path", PATIENCE);
  }

  /** Where the access peer offers the server, reached by this family from the inner peer. */
  static int port(Offer server, Family family) {
    return server.port() + (family == Family.IPV4 ? 1000 : 2000);
  }

  FtpSites sites() {
    return sites;
  }

  Path file() {
    return file;
  }

  AwlProcess connect() {
    return connect;
  }

  @Override
  public void close() {
    for (int i = running.size() - 1; i >= 0; i--) {
      try {
        running.get(i).close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public String toString() {
    return connect + "\n" + share;
  }
}
