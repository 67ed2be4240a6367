package dev.awl.classifier.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets to and from a gateway, in fake time; nothing is sent. */
class GatewayQueryTest {

  private static final Inet4Address CLIENT =
      (Inet4Address) NatPmp.address(new byte[] {(byte) 192, (byte) 168, 1, 2});
  private static final InetAddress OUTSIDE = NatPmp.address(new byte[] {(byte) 203, 0, 113, 11});

  private final GatewayQuery query = new GatewayQuery(CLIENT, 40_000, new Random(1));

  @Test
  void nat_pmp_names_the_outside_address() {
    query.start(0);

    assertThat(query.poll()).isEqualTo(new byte[] {0, 0});
    query.handle(1, hex("00800000 00000e10 cb00710b"));

    assertThat(query.done()).isTrue();
    assertThat(query.external()).isEqualTo(OUTSIDE);
    assertThat(query.poll()).isNull();
    assertThat(query.deadline()).isEqualTo(GatewayQuery.NEVER);
  }

  @Test
  void silence_is_asked_three_times_and_given_up_within_a_second() {
    query.start(0);
    int requests = 0;
    long now = 0;
    while (!query.done()) {
      while (query.poll() != null) {
        requests++;
      }
      now = query.deadline();
      query.handleTimeout(now);
    }

    assertThat(requests).isEqualTo(3);
    assertThat(now).isLessThan(1_000_000_000L);
    assertThat(query.external()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0080",
        "0000 0000 00000e10 cb00710b", // a request, not a response
        "0081 0000 00000e10 cb00710b", // the answer to something else
        "0180 0000 00000e10 cb00710b", // no such version
        "0080 0000 00000e10 cb0071" // cut off
      })
  void anything_else_is_not_an_answer(String datagram) {
    query.start(0);
    query.handle(1, hex(datagram));

    assertThat(query.done()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0080 0002 00000e10 00000000", // not authorised
        "0080 0003 00000e10 00000000", // network failure: no address yet
        "0080 0000 00000e10 00000000" // none
      })
  void a_gateway_without_an_address_ends_it(String datagram) {
    query.start(0);
    query.handle(1, hex(datagram));

    assertThat(query.done()).isTrue();
    assertThat(query.external()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0080 0001 00000e10", // NAT-PMP's word (RFC 6886 section 3.5)
        "0280 0001 00000000 00000e10 000000000000000000000000" // PCP's (RFC 6887 appendix A)
      })
  void a_gateway_of_pcp_is_asked_for_a_mapping_which_is_deleted_at_once(String refusal) {
    query.start(0);
    query.poll();
    query.handle(1, hex(refusal));
    byte[] request = query.poll();

    assertThat(request).hasSize(60);
    assertThat(Arrays.copyOf(request, 8)).isEqualTo(hex("0201 0000 0000000a"));
    assertThat(Arrays.copyOfRange(request, 8, 24))
        .isEqualTo(hex("00000000000000000000ffffc0a80102"));
    assertThat(Arrays.copyOfRange(request, 36, 60))
        .isEqualTo(hex("11000000 9c40 0000 00000000000000000000ffff00000000"));

    query.handle(2, answer(request, 0));
    byte[] deletion = query.poll();

    assertThat(query.external()).isEqualTo(OUTSIDE);
    assertThat(deletion).hasSize(60);
    assertThat(Arrays.copyOfRange(deletion, 4, 8)).isEqualTo(new byte[4]);
    assertThat(Arrays.copyOfRange(deletion, 24, 42))
        .as("nonce, protocol and port of the same mapping")
        .isEqualTo(Arrays.copyOfRange(request, 24, 42));
    assertThat(query.poll()).isNull();
  }

  @Test
  void a_pcp_answer_with_another_nonce_or_a_refusal_names_nothing() {
    query.start(0);
    query.poll();
    query.handle(1, hex("0080 0001"));
    byte[] request = query.poll();
    byte[] forged = answer(request, 0);
    forged[24] ^= 1;

    query.handle(2, forged);
    assertThat(query.done()).isFalse();

    query.handle(3, answer(request, 2)); // NOT_AUTHORIZED
    assertThat(query.done()).isTrue();
    assertThat(query.external()).isNull();
  }

  /** A gateway's response to a MAP request. */
  private static byte[] answer(byte[] request, int result) {
    byte[] answer = request.clone();
    answer[1] = (byte) 0x81;
    answer[3] = (byte) result;
    System.arraycopy(hex("00000000000000000000ffffcb00710b"), 0, answer, 44, 16);
    return answer;
  }

  @Test
  void the_default_route_with_the_lowest_metric_names_the_gateway() {
    List<String> table =
        new ArrayList<>(
            List.of(
                "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
                "eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
                "tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0",
                "wlan0\t00000000\t0102A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0",
                "eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0",
                "odd\t00000000\tzz\t0003\t0\t0\t1\t00000000",
                "short"));

    assertThat(DefaultGateway.in(table))
        .isEqualTo(NatPmp.address(new byte[] {(byte) 192, (byte) 168, 1, 1}));
    assertThat(DefaultGateway.in(table.subList(0, 3))).isNull();
    assertThat(DefaultGateway.in(List.of())).isNull();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }
}
