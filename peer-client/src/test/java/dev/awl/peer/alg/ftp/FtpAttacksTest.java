package dev.awl.peer.alg.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody with bad intentions sends, and what happens. */
class FtpAttacksTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PORT 10,2,0,2,0,22",
        "PORT 10,2,0,2,0,0",
        "PORT 10,2,0,2,3,255",
        "PORT 10,2,0,2,256,0",
        "PORT 10,2,0,2,65536,1",
        "PORT 10,2,0,258,100,1",
        "PORT 10,2,0,2,-1,22",
        "PORT 10,2,0,2,100",
        "PORT 10,2,0,2,100,1,1",
        "PORT 10,2,0,2,100,1\t",
        "PORT 10, 2,0,2,100,1",
        "PORT\t10,2,0,2,100,1",
        "\tPORT 10,2,0,2,100,1",
        " PORT 10,2,0,2,100,1",
        "PORT",
        "EPRT |1|10.2.0.2|22|",
        "EPRT |1|10.2.0.2|0|",
        "EPRT |1|10.2.0.2|65536|",
        "EPRT |1|10.2.0.2|99999999999|",
        "EPRT |1|fd02::2|50000|",
        "EPRT |2|fd02::2|50000|",
        "EPRT |3|10.2.0.2|50000|",
        "EPRT |1|10.2.0.300|50000|",
        "EPRT |1|10.2.0.2|50000",
        "EPRT 111110.2.0.2150000"
      })
  void wrong_address_is_refused_here_and_never_reaches_the_server(String line) {
    Talk talk = Talk.ipv4().greeted().user(line + "\r\n").gets("");
    assertThat(talk.expected()).isEmpty();
    talk.user("NOOP\r\n").gets("NOOP\r\n");
    assertThat(talk.closed()).isEmpty();
  }

  @Test
  void third_host_in_port_and_eprt_is_ignored() {
    Talk talk = Talk.ipv4().greeted().user("PORT 203,0,113,9,100,1\r\n");
    assertThat(talk.newest().user().getHostAddress()).isEqualTo("10.2.0.2");
    talk.ready().user("EPRT |1|203.0.113.9|25601|\r\n");
    assertThat(talk.newest().user().getHostAddress()).isEqualTo("10.2.0.2");
  }

  @Test
  void nul_ends_the_session() {
    Talk talk = Talk.ipv4().greeted().user("NOOP\0\r\nPORT 10,2,0,2,100,1\r\n").gets("");
    assertThat(talk.closed()).contains("NUL");
  }

  @Test
  void carriage_return_inside_a_line_ends_the_session() {
    Talk talk = Talk.ipv4().greeted().user("NOOP\rPORT 10,2,0,2,100,1\r\n").gets("");
    assertThat(talk.closed()).contains("CR");
  }

  @Test
  void bare_line_feed_is_a_line_end_for_us_and_a_proper_one_for_the_server() {
    Talk talk = Talk.ipv4().greeted().user("CWD a\nPORT 10,2,0,2,100,1\n").gets("CWD a\r\n");
    assertThat(talk.expected()).hasSize(1);
  }

  @Test
  void telnet_command_inside_a_word_does_not_hide_it() {
    Talk talk = Talk.ipv4().greeted().user("PO\u00ff\u00f1RT 8,8,8,8,0\u00ff\u00fb\u0001,22\r\n");
    talk.gets("").hearsCode("501");
    talk.user("PO\u00ff\u00faany\u00ff\u00f0RT 8,8,8,8,100,1\r\n").gets("");
    assertThat(talk.expected()).hasSize(1);
  }

  @Test
  void split_command_is_still_one_command() {
    Talk talk = Talk.ipv4().greeted();
    for (char each : "PORT 8,8,8,8,100,1\r\n".toCharArray()) {
      talk.user(String.valueOf(each)).gets("");
    }
    assertThat(talk.newest().port()).isEqualTo(25601);
  }

  @Test
  void split_reply_is_still_one_reply() {
    Talk talk = Talk.ipv4().greeted().user("PASV\r\n");
    for (char each : "227 Entering Passive Mode (8,8,8,8,100,1).\r\n".toCharArray()) {
      talk.service(String.valueOf(each));
    }
    talk.hears("").ready().hears("227 Entering Passive Mode (10,2,0,1,156,65).\r\n");
  }

  @Test
  void nine_thousand_bytes_without_an_end_close_the_session() {
    Talk talk = Talk.ipv4().greeted().user("A".repeat(9000)).gets("").hearsCode("500");
    assertThat(talk.closed()).contains("4096");
  }

  @Test
  void endless_line_of_the_server_closes_the_session() {
    Talk talk = Talk.ipv4().service("220 " + "A".repeat(9000));
    assertThat(talk.closed()).contains("4096");
  }

  @Test
  void web_page_that_posts_to_the_control_port_gets_nowhere() {
    Talk talk =
        Talk.ipv4()
            .greeted()
            .user("POST / HTTP/1.1\r\nHost: x\r\n\r\nPORT 10,2,0,2,100,1\r\n")
            .gets("");
    assertThat(talk.expected()).isEmpty();
    assertThat(talk.closed()).contains("web");
  }

  @Test
  void injected_passive_reply_opens_nothing() {
    Talk talk = Talk.ipv4().greeted().user("CWD x\r\n");
    talk.service("227 Entering Passive Mode (8,8,8,8,100,1)\r\n250 x\r\n").hears("250 x\r\n");
    talk.service("227 Entering Passive Mode (8,8,8,8,100,1)\r\n").hears("");
    assertThat(talk.expected()).isEmpty();
  }

  @Test
  void passive_reply_of_the_wrong_kind_opens_nothing() {
    Talk talk = Talk.ipv4().greeted().user("PASV\r\n");
    talk.service("229 Extended (|||50000|)\r\n").hears("");
    assertThat(talk.expected()).isEmpty();
    talk.service("200 (1,2,3,4,100,1)\r\n").hearsCode("425");
  }

  @Test
  void flood_of_expectations_keeps_one() {
    Talk talk = Talk.ipv4().greeted();
    for (int i = 0; i < 1000; i++) {
      talk.user("PORT 10,2,0,2,100,1\r\n").ready().service("200 ok\r\n");
    }
    assertThat(talk.expected()).hasSize(1000);
    assertThat(talk.cancelled()).hasSize(999);
  }

  @Test
  void flood_of_commands_closes_the_session() {
    Talk talk = Talk.ipv4().greeted().user("NOOP\r\n".repeat(300));
    assertThat(talk.closed()).contains("too many commands");
    Talk waiting = Talk.ipv4().greeted().user("PORT 10,2,0,2,100,1\r\n" + "NOOP\r\n".repeat(300));
    assertThat(waiting.closed()).contains("too many commands");
  }
}
