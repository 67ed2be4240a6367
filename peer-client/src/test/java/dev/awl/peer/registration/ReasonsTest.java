package dev.awl.peer.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.InvalidAlgorithmParameterException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReasonsTest {

  static Stream<Arguments> causes() {
    return Stream.of(
        Arguments.of(new UnknownHostException("nowhere"), "unknown host"),
        Arguments.of(new ConnectTimeoutException("x"), "no answer within 5 s"),
        Arguments.of(new ConnectException("Connection refused: /[::1]:1"), "connection refused"),
        Arguments.of(new NoRouteToHostException("No route to host"), "no route to the host"),
        Arguments.of(new IOException("Network is unreachable"), "network unreachable"),
        Arguments.of(ReadTimeoutException.INSTANCE, "it fell silent"),
        Arguments.of(
            refusal(HttpResponseStatus.TOO_MANY_REQUESTS),
            "it has too many connections from this address (HTTP 429)"),
        Arguments.of(
            refusal(HttpResponseStatus.FORBIDDEN), "no rendezvous server is there (HTTP 403)"),
        Arguments.of(
            new DecoderException(new SSLHandshakeException("bad certificate\nmore")),
            "TLS failed: bad certificate"),
        Arguments.of(new SocketTimeoutException("Read timed out"), "it does not answer"),
        Arguments.of(
            new SSLHandshakeException("x")
                .initCause(new IllegalStateException(new InvalidAlgorithmParameterException("x"))),
            "TLS failed: the trust store is empty, or javax.net.ssl.trustStorePassword is not its"
                + " password"),
        Arguments.of(new IllegalStateException(), "IllegalStateException"));
  }

  private static Throwable refusal(HttpResponseStatus status) {
    return new WebSocketClientHandshakeException(
        "refused", new DefaultHttpResponse(HttpVersion.HTTP_1_1, status));
  }

  @ParameterizedTest
  @MethodSource("causes")
  void says_why_in_a_few_words(Throwable cause, String words) {
    assertThat(Reasons.of(cause)).isEqualTo(words);
  }
}
