package dev.awl.peer.tls;

import dev.awl.peer.identity.IdentityException;
import dev.awl.peer.identity.LocalAuthority;
import dev.awl.wire.AddressText;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Ends users' TLS here and begins it anew towards services. Thread-safe. */
public final class TlsBridge {

  static {
    JsseSettings.apply();
  }

  /** Addresses that users dial: this machine's. The oldest is forgotten. */
  private static final int MAX_ADDRESSES = 64;

  private final BridgeSettings settings;
  private final Map<Set<String>, UserContext> users = new LinkedHashMap<>();
  private @Nullable LocalAuthority authority;
  private @Nullable X509ExtendedTrustManager authorities;

  private record UserContext(SslContext context, Instant until) {}

  public TlsBridge(BridgeSettings settings) {
    this.settings = settings;
  }

  /** Whether TLS ends here also for services that are not shared as such. */
  public boolean isOnRequest() {
    return settings.onRequest();
  }

  /**
   * Gets TLS ready for a control connection; files are read and keys made on another thread.
   *
   * @param service its name, for pins
   * @param host of the service, as it was shared: its certificate is to name this
   * @param dialled the address here that the user dialled
   * @param advertised the one that the user is told
   */
  public Future<ControlTls> open(
      EventExecutor loop,
      String service,
      String host,
      int port,
      InetAddress dialled,
      InetAddress advertised) {
    Promise<ControlTls> opened = loop.newPromise();
    ForkJoinPool.commonPool()
        .execute(
            () -> {
              try {
                opened.setSuccess(
                    new ControlTls(user(dialled, advertised), context(service), host, port));
              } catch (GeneralSecurityException | IOException | RuntimeException e) {
                opened.setFailure(e);
              }
            });
    return opened;
  }

  private synchronized SslContext user(InetAddress dialled, InetAddress advertised)
      throws IdentityException, SSLException {
    if (settings.own() != null) {
      return settings.own();
    }
    Set<String> names = new LinkedHashSet<>();
    names.add(AddressText.of(dialled));
    names.add(AddressText.of(advertised));
    if (dialled.isLoopbackAddress()) {
      names.add("localhost");
    }
    UserContext known = users.get(names);
    if (known == null || known.until().isBefore(Instant.now())) {
      known = issue(names);
      users.put(names, known);
      if (users.size() > MAX_ADDRESSES) {
        users.remove(users.keySet().iterator().next());
      }
    }
    return known.context();
  }

  private UserContext issue(Set<String> names) throws IdentityException, SSLException {
    LocalAuthority issuer = authority;
    if (issuer == null) {
      issuer = LocalAuthority.loadOrCreate(settings.home());
      authority = issuer;
    }
    LocalAuthority.Issued issued = issuer.issue(names);
    SslContext context =
        SslContextBuilder.forServer(issued.key(), issued.certificate())
            .sslProvider(SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .build();
    return new UserContext(context, Instant.now().plus(LocalAuthority.ISSUED_LIFE.dividedBy(2)));
  }

  private SSLContext context(String service) throws GeneralSecurityException, IOException {
    ServerTrust trust =
        new ServerTrust(service, settings.pins().getOrDefault(service, Set.of()), authorities());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trust}, null);
    return context;
  }

  private synchronized X509ExtendedTrustManager authorities()
      throws GeneralSecurityException, IOException {
    X509ExtendedTrustManager known = authorities;
    if (known == null) {
      known = load();
      authorities = known;
    }
    return known;
  }

  private X509ExtendedTrustManager load() throws GeneralSecurityException, IOException {
    KeyStore store = null; // what the JDK trusts
    if (!settings.authorities().isEmpty()) {
      store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < settings.authorities().size(); i++) {
        store.setCertificateEntry("ca" + i, settings.authorities().get(i));
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager each : factory.getTrustManagers()) {
      if (each instanceof X509ExtendedTrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("this Java checks no certificates");
  }
}
