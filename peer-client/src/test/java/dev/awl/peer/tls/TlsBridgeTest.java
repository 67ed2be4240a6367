package dev.awl.peer.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awl.peer.identity.LocalAuthority;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the bridge trusts, and what it shows; JDK engines on both sides, without a network. */
class TlsBridgeTest {

  private static final int ROUNDS = 50;
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @TempDir private Path home;
  @TempDir private Path elsewhere;
  private LocalAuthority issuer;
  private LocalAuthority.Issued issued;
  private SSLContext server;

  @BeforeEach
  void a_server_called_nas() throws Exception {
    JsseSettings.apply();
    issuer = LocalAuthority.loadOrCreate(elsewhere);
    issued = issuer.issue(Set.of("nas"));
    KeyStore store = emptyStore();
    store.setKeyEntry("nas", issued.key(), new char[0], new Certificate[] {issued.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    server = SSLContext.getInstance("TLS");
    server.init(keys.getKeyManagers(), null, null);
  }

  @Test
  void unknown_server_is_refused_with_what_to_type() throws Exception {
    ControlTls tls = open(BridgeSettings.of(home), "nas");

    assertThatThrownBy(() -> shakeHands(tls))
        .satisfies(
            failure ->
                assertThat(ControlTls.reason(failure))
                    .contains("not trusted")
                    .contains("--ftps-pin service=" + Fingerprint.of(issued.certificate())));
  }

  @Test
  void pinned_server_is_good_whatever_its_name() throws Exception {
    Fingerprint pin = Fingerprint.of(issued.certificate());

    shakeHands(open(pinned(pin), "10.1.0.2"));
  }

  @Test
  void another_certificate_than_the_pinned_one_is_refused() throws Exception {
    Fingerprint other = Fingerprint.of(issuer.issue(Set.of("nas")).certificate());
    ControlTls tls = open(pinned(other), "nas");

    assertThatThrownBy(() -> shakeHands(tls))
        .satisfies(
            failure ->
                assertThat(ControlTls.reason(failure)).contains("not the one that is pinned"));
  }

  @Test
  void authority_vouches_for_the_name_that_was_shared_and_no_other() throws Exception {
    BridgeSettings vouched =
        new BridgeSettings(home, null, List.of(issuer.certificate()), Map.of(), false);

    shakeHands(open(vouched, "nas"));
    ControlTls other = open(vouched, "other");
    assertThatThrownBy(() -> shakeHands(other)).isInstanceOf(SSLException.class);
  }

  @Test
  void data_connection_resumes_its_control_connection_and_no_other() throws Exception {
    BridgeSettings settings = pinned(Fingerprint.of(issued.certificate()));
    ControlTls one = open(settings, "nas");
    ControlTls another = open(settings, "nas");
    byte[] control = shakeHands(one);

    assertThat(control).isNotEmpty();
    assertThat(shakeHands(one)).isEqualTo(control);
    assertThat(shakeHands(one)).isEqualTo(control);
    assertThat(shakeHands(another)).isNotEqualTo(control);
  }

  @Test
  void user_is_shown_a_certificate_for_the_address_that_he_dialled() throws Exception {
    ControlTls tls = open(BridgeSettings.of(home), "nas");
    SSLEngine user = userTrusting(LocalAuthority.loadOrCreate(home).certificate());

    pump(user, tls.towardsUser(UnpooledByteBufAllocator.DEFAULT).engine());
    X509Certificate shown = (X509Certificate) user.getSession().getPeerCertificates()[0];
    assertThat(shown.getSubjectAlternativeNames())
        .extracting(each -> String.valueOf(each.get(1)))
        .contains(HERE.getHostAddress(), "localhost");
    assertThat(user.getSession().getProtocol()).isEqualTo("TLSv1.3");
  }

  @Test
  void fingerprints_are_read_in_every_form() {
    String bare = "00ff".repeat(16);

    assertThat(Fingerprint.parse(bare)).isEqualTo(Fingerprint.parse(bare.toUpperCase(Locale.ROOT)));
    assertThat(Fingerprint.parse(Fingerprint.parse(bare).text()))
        .isEqualTo(Fingerprint.parse(bare));
    assertThatThrownBy(() -> Fingerprint.parse("00ff")).hasMessageContaining("SHA-256");
  }

  private BridgeSettings pinned(Fingerprint pin) {
    return new BridgeSettings(home, null, List.of(), Map.of("service", Set.of(pin)), false);
  }

  private static ControlTls open(BridgeSettings settings, String host) throws Exception {
    return new TlsBridge(settings)
        .open(ImmediateEventExecutor.INSTANCE, "service", host, 21, HERE, HERE)
        .get(30, TimeUnit.SECONDS);
  }

  /** The session's ID. */
  private byte[] shakeHands(ControlTls tls) throws SSLException {
    SSLEngine client = tls.towardsService().engine();
    SSLEngine accepting = server.createSSLEngine();
    accepting.setUseClientMode(false);
    pump(client, accepting);
    return client.getSession().getId();
  }

  private static SSLEngine userTrusting(X509Certificate authority) throws Exception {
    KeyStore store = emptyStore();
    store.setCertificateEntry("ca", authority);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLEngine user = context.createSSLEngine(HERE.getHostAddress(), 2121);
    user.setUseClientMode(true);
    SSLParameters parameters = user.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    user.setSSLParameters(parameters);
    return user;
  }

  private static KeyStore emptyStore() throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }

  private static void pump(SSLEngine one, SSLEngine other) throws SSLException {
    ByteBuffer there = ByteBuffer.allocate(100_000);
    ByteBuffer back = ByteBuffer.allocate(100_000);
    one.beginHandshake();
    other.beginHandshake();
    for (int i = 0; i < ROUNDS && (isBusy(one) || isBusy(other)); i++) {
      write(one, there);
      read(other, there);
      write(other, back);
      read(one, back);
    }
    assertThat(isBusy(one) || isBusy(other)).as("handshake not over").isFalse();
  }

  private static boolean isBusy(SSLEngine engine) {
    return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
  }

  private static void write(SSLEngine from, ByteBuffer wire) throws SSLException {
    run(from);
    for (int i = 0; i < ROUNDS && from.getHandshakeStatus() == HandshakeStatus.NEED_WRAP; i++) {
      from.wrap(ByteBuffer.allocate(0), wire);
      run(from);
    }
  }

  /** Takes what it can; the rest stays for the next round. */
  private static void read(SSLEngine to, ByteBuffer wire) throws SSLException {
    wire.flip();
    ByteBuffer plain = ByteBuffer.allocate(20_000);
    int consumed = 1;
    while (wire.hasRemaining() && consumed > 0) {
      consumed = to.unwrap(wire, plain).bytesConsumed();
      run(to);
    }
    wire.compact();
  }

  private static void run(SSLEngine engine) {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }
}
