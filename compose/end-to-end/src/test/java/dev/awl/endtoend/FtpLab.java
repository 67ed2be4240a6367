package dev.awl.endtoend;

import dev.awl.endtoend.FtpSites.Family;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** FTP servers behind one NAT, shared by Awl; Awl connected behind the other. */
final class FtpLab implements AutoCloseable {
  private final FtpSites sites;
  private final List<LabProcess> servers = new ArrayList<>();
  private final Session session;

  /** A server: how it is started, and how it is shared. */
  interface Offer {
    LabProcess start(Host nas, Path home);

    String scheme();

    int port();
  }

  FtpLab(Topology lab, Path homes, Offer... offers) {
    this(lab, homes, List.of(offers), "", List.of());
  }

  /**
   * The same with options.
   *
   * @param sharing what stands behind each URL that is shared
   * @param connecting for {@code awl connect}
   */
  FtpLab(
      Topology lab,
      Path homes,
      List<? extends Offer> offers,
      String sharing,
      List<String> connecting) {
    sites = new FtpSites(lab, homes);
    List<String> services = new ArrayList<>();
    List<String> options = new ArrayList<>(connecting);
    for (Offer each : offers) {
      servers.add(each.start(sites.nas(), homes));
      for (Family family : Family.values()) {
        for (Family user : Family.values()) {
          String name = each + "-" + family + "-for-" + user;
          String server = Family.url(family.server()) + ":" + each.port();
          services.add(name + "=" + each.scheme() + "://" + server + sharing);
          options.add("--map");
          options.add(name + "=" + Family.url(user.access()) + ":" + port(each, family));
        }
      }
    }
    session = Session.open(lab, homes, services, options);
    session.awaitPath("direct");
  }

  /** Where the access peer offers the server, reached by this family from the inner peer. */
  static int port(Offer server, Family family) {
    return server.port() + (family == Family.IPV4 ? 1000 : 2000);
  }

  /** The server as the desk sees it, by IPv4 all the way. */
  static String url(Offer server) {
    return "ftp://" + Family.IPV4.access() + ":" + port(server, Family.IPV4);
  }

  FtpSites sites() {
    return sites;
  }

  Command atDesk(Duration limit, String script) {
    return sites.atDesk(limit, script);
  }

  /** What the access peer has written about its transfers. */
  String log() {
    return session.connect().process().log();
  }

  @Override
  public void close() {
    session.close();
    servers.forEach(LabProcess::close);
  }

  @Override
  public String toString() {
    return session + "\n" + servers;
  }
}
