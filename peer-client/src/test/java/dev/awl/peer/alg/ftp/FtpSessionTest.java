package dev.awl.peer.alg.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.AlgEvent;
import dev.awl.peer.alg.Expectation.Direction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of FTP's helper, one after the other. */
class FtpSessionTest {

  // Rule 1: only the port counts; the address is the other end's.

  @Test
  void passive_reply_names_the_access_peer_and_the_port_it_listens_on() {
    Talk talk = Talk.ipv4().greeted().user("PASV\r\n").gets("PASV\r\n");
    talk.service("227 Entering Passive Mode (192,168,7,9,200,10).\r\n").hears("");
    assertThat(talk.newest().direction()).isEqualTo(Direction.TO_SERVICE);
    assertThat(talk.newest().port()).isEqualTo(200 * 256 + 10);
    assertThat(talk.newest().user().getHostAddress()).isEqualTo("10.2.0.2");
    talk.ready().hears("227 Entering Passive Mode (10,2,0,1,156,65).\r\n");
  }

  @Test
  void port_leads_to_where_the_user_is_whatever_address_it_names() {
    Talk talk = Talk.ipv4().greeted().user("PORT 8,8,8,8,200,10\r\n").gets("");
    assertThat(talk.newest().direction()).isEqualTo(Direction.TO_USER);
    assertThat(talk.newest().user().getHostAddress()).isEqualTo("10.2.0.2");
    assertThat(talk.newest().local().getHostAddress()).isEqualTo("10.2.0.1");
    assertThat(talk.newest().port()).isEqualTo(200 * 256 + 10);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "227 Entering Passive Mode (1,2,3,4,3,255).",
        "227 Entering Passive Mode (1,2,3,4,0,22).",
        "227 Entering Passive Mode (1,2,3,4,256,1).",
        "227 Entering Passive Mode (1,2,3,300,80,1).",
        "227 Entering Passive Mode (1,2,3,4,80).",
        "227 Entering Passive Mode (1,2,3,4,80,1,9).",
        "227 Entering Passive Mode (1,2,3,4,80,1) (5,6,7,8,90,1)",
        "227 ok"
      })
  void passive_reply_that_does_not_parse_is_never_passed_on(String reply) {
    Talk talk = Talk.ipv4().greeted().user("PASV\r\n").service(reply + "\r\n").hearsCode("425");
    assertThat(talk.expected()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "229 Entering Extended Passive Mode (|||1023|)",
    "229 Entering Extended Passive Mode (|||65536|)",
    "229 Entering Extended Passive Mode (|1|8.8.8.8|50000|)",
    "229 Entering Extended Passive Mode (||50000|)",
    "229 Entering Extended Passive Mode |||50000|"
  })
  void extended_passive_reply_that_does_not_parse_is_never_passed_on(String reply) {
    Talk talk = Talk.ipv4().greeted().user("EPSV\r\n").service(reply + "\r\n").hearsCode("425");
    assertThat(talk.expected()).isEmpty();
  }

  // Rule 2: the final line of the reply to the command, and no other.

  @Test
  void pipelined_commands_find_their_replies() {
    Talk talk = Talk.ipv4().greeted().user("PASV\r\nRETR x\r\n").gets("PASV\r\nRETR x\r\n");
    talk.service("227 Entering Passive Mode (1,2,3,4,100,1)\r\n150 here it comes\r\n").hears("");
    talk.ready().hears("227 Entering Passive Mode (10,2,0,1,156,65)\r\n150 here it comes\r\n");
    talk.service("226 done\r\n").hears("226 done\r\n");
  }

  @Test
  void commands_before_the_greeting_are_not_answered_by_it() {
    Talk talk = Talk.ipv4().user("PASV\r\n").service("220 hello\r\n").hears("220 hello\r\n");
    talk.service("227 Entering Passive Mode (1,2,3,4,100,1)\r\n").ready();
    talk.hears("227 Entering Passive Mode (10,2,0,1,156,65)\r\n");
  }

  @Test
  void address_in_the_middle_of_a_multi_line_reply_is_text() {
    Talk talk = Talk.ipv4().greeted().user("STAT\r\n");
    talk.service("211-Status\r\n227 Entering Passive Mode (1,2,3,4,100,1)\r\n211 End\r\n");
    talk.hears("211-Status\r\n 227 Entering Passive Mode (1,2,3,4,100,1)\r\n211 End\r\n");
    assertThat(talk.expected()).isEmpty();
  }

  @Test
  void unsolicited_passive_reply_is_dropped() {
    Talk talk = Talk.ipv4().greeted().user("NOOP\r\n");
    talk.service("227 Entering Passive Mode (1,2,3,4,100,1)\r\n200 ok\r\n").hears("200 ok\r\n");
    assertThat(talk.expected()).isEmpty();
  }

  @Test
  void preliminary_reply_does_not_end_a_command() {
    Talk talk =
        Talk.ipv4().greeted().user("RETR x\r\nPASV\r\n").service("150 wait\r\n226 done\r\n");
    talk.hears("150 wait\r\n226 done\r\n");
    talk.service("227 Entering Passive Mode (1,2,3,4,100,1)\r\n");
    assertThat(talk.expected()).hasSize(1);
  }

  @Test
  void abort_that_shares_its_reply_with_the_transfer_does_not_hide_the_next_passive_reply() {
    Talk talk = Talk.ipv4().greeted().user("RETR x\r\nABOR\r\n").service("226 aborted\r\n");
    talk.user("PASV\r\n").service("227 Entering Passive Mode (1,2,3,4,100,1)\r\n");
    assertThat(talk.expected()).hasSize(1);
  }

  // Rule 3: the peers stand by before the line goes out.

  @Test
  void port_waits_for_the_peers_and_what_comes_later_waits_behind_it() {
    Talk talk = Talk.ipv4().greeted().user("PORT 10,2,0,2,200,10\r\nRETR x\r\n").gets("");
    talk.ready().gets("PORT 10,1,0,1,160,40\r\nRETR x\r\n");
  }

  @Test
  void newest_expectation_replaces_the_one_before() {
    Talk talk = Talk.ipv4().greeted().user("PORT 10,2,0,2,200,10\r\n").ready();
    int first = talk.newest().id();
    talk.user("PORT 10,2,0,2,200,11\r\n");
    assertThat(talk.cancelled()).containsExactly(first);
  }

  @Test
  void end_of_a_transfer_does_not_overtake_its_connection_to_the_user() {
    Talk talk = Talk.ipv4().greeted().user("PORT 10,2,0,2,200,10\r\nRETR x\r\n").ready();
    int expectation = talk.newest().id();
    talk.service("200 PORT\r\n150 here\r\n226 done\r\n").hears("200 PORT\r\n150 here\r\n");
    talk.happens(new AlgEvent.Used(expectation)).hears("");
    talk.happens(new AlgEvent.Joined(expectation)).hears("226 done\r\n");
  }

  @Test
  void end_of_a_transfer_waits_no_longer_than_its_expectation() {
    Talk talk = Talk.ipv4().greeted().user("PORT 10,2,0,2,200,10\r\nLIST\r\n").ready();
    talk.service("200 PORT\r\n226-nothing\r\n226 to list\r\n").hears("200 PORT\r\n");
    talk.fails("nobody connected in time").hears("226-nothing\r\n226 to list\r\n");
  }

  @Test
  void refusal_of_a_transfer_waits_for_no_connection() {
    Talk talk = Talk.ipv4().greeted().user("PORT 10,2,0,2,200,10\r\nRETR x\r\n").ready();
    talk.service("200 PORT\r\n550 no x\r\n").hears("200 PORT\r\n550 no x\r\n");
  }

  @Test
  void used_expectation_is_not_replaced() {
    Talk talk = Talk.ipv4().greeted().user("PORT 10,2,0,2,200,10\r\n").ready();
    talk.happens(new AlgEvent.Used(talk.newest().id())).user("PORT 10,2,0,2,200,11\r\n");
    assertThat(talk.cancelled()).isEmpty();
  }

  @Test
  void port_that_the_peers_cannot_serve_is_refused_in_its_turn() {
    Talk talk = Talk.ipv4().greeted().user("NOOP\r\nPORT 10,2,0,2,200,10\r\nPWD\r\n");
    talk.fails("no").gets("NOOP\r\nPWD\r\n").hears("");
    talk.service("200 noop\r\n").hears("200 noop\r\n425 No data connection: no.\r\n");
    talk.service("257 \"/\"\r\n").hears("257 \"/\"\r\n");
  }

  // Rule 5: addresses and ports in the reply.

  @Test
  void fixed_public_address_is_advertised() {
    Talk talk = Talk.advertising("203.0.113.77").greeted().user("PASV\r\n");
    talk.service("227 Entering Passive Mode (1,2,3,4,100,1)\r\n").ready();
    talk.hears("227 Entering Passive Mode (203,0,113,77,156,65)\r\n");
  }

  @Test
  void nothing_outside_of_the_parentheses_changes() {
    Talk talk = Talk.ipv4().greeted().user("EPSV\r\n");
    talk.service("229 Port 50000 it is, bars and all (!!!50000!) - good luck\r\n").ready();
    talk.hears("229 Port 50000 it is, bars and all (!!!40001!) - good luck\r\n");
  }

  // Rule 6: the families.

  @Test
  void pasv_becomes_epsv_for_a_service_of_ipv6() {
    Talk talk = Talk.between(4, 6).greeted().user("PASV\r\n").gets("EPSV\r\n");
    talk.service("229 Extended (|||50000|)\r\n").ready();
    talk.hears("227 Entering Passive Mode (10,2,0,1,156,65).\r\n");
  }

  @Test
  void epsv_becomes_pasv_for_a_user_of_ipv6_and_a_service_of_ipv4() {
    Talk talk = Talk.between(6, 4).greeted().user("EPSV\r\n").gets("PASV\r\n");
    talk.service("227 Entering Passive Mode (10,1,0,2,100,1)\r\n").ready();
    talk.hears("229 Entering Extended Passive Mode (|||40001|)\r\n");
  }

  @Test
  void port_becomes_eprt_for_a_service_of_ipv6() {
    Talk talk = Talk.between(4, 6).greeted().user("PORT 10,2,0,2,200,10\r\n");
    talk.readyAt(Talk.INNER_V6).gets("EPRT |2|fd01::1|41000|\r\n");
  }

  @Test
  void eprt_becomes_port_for_a_user_of_ipv6_and_a_service_of_ipv4() {
    Talk talk = Talk.between(6, 4).greeted().user("EPRT |2|fd02::2|51210|\r\n");
    talk.readyAt(Talk.INNER_V4).gets("PORT 10,1,0,1,160,40\r\n");
  }

  @Test
  void eprt_stays_eprt_within_ipv4() {
    Talk talk = Talk.ipv4().greeted().user("EPRT |1|10.2.0.2|51210|\r\n");
    talk.readyAt(Talk.INNER_V4).gets("EPRT |1|10.1.0.1|41000|\r\n");
  }

  @Test
  void epsv_all_forbids_the_other_three() {
    Talk talk = Talk.ipv4().greeted().user("EPSV ALL\r\n").hearsCode("200").gets("");
    talk.user("PASV\r\n").hearsCode("501").user("PORT 10,2,0,2,200,10\r\n").hearsCode("501");
    talk.user("EPRT |1|10.2.0.2|51210|\r\n").hearsCode("501").gets("");
    talk.user("EPSV\r\n").gets("EPSV\r\n");
  }

  @Test
  void epsv_with_its_own_family_is_plain_epsv() {
    Talk.ipv4().greeted().user("EPSV 1\r\n").gets("EPSV\r\n");
    Talk.ipv4().greeted().user("EPSV 2\r\n").hearsCode("522").gets("");
  }

  @ParameterizedTest
  @CsvSource({"LPRT", "LPSV", "CPSV", "SSCN", "ESTP", "lprt 4"})
  void other_ways_to_name_addresses_are_refused(String command) {
    Talk.ipv4().greeted().user(command + "\r\n").hearsCode("502").gets("");
  }

  @Test
  void feature_list_does_not_offer_what_is_refused() {
    Talk talk = Talk.ipv4().greeted().user("FEAT\r\n");
    talk.service("211-Features:\r\n EPSV\r\n CPSV\r\n ESTP\r\n UTF8\r\n211 End\r\n");
    talk.hears("211-Features:\r\n EPSV\r\n UTF8\r\n211 End\r\n");
  }

  // Rule 7: Telnet in the way.

  @Test
  void abort_in_telnet_dress_arrives_as_abort() {
    Talk.ipv4()
        .greeted()
        .user("RETR x\r\n\u00ff\u00f4\u00ff\u00f2ABOR\r\n")
        .gets("RETR x\r\nABOR\r\n");
  }

  // TLS without a bridge.

  @Test
  void bytes_after_auth_and_before_tls_end_the_session() {
    Talk talk = Talk.ipv4().greeted().user("AUTH TLS\r\nUSER x\r\n");
    assertThat(talk.closed()).contains("AUTH");
    Talk later = Talk.ipv4().greeted().user("AUTH TLS\r\n").user("U");
    assertThat(later.closed()).contains("AUTH");
  }

  @Test
  void after_tls_was_agreed_everything_passes_unread() {
    Talk talk = Talk.ipv4().greeted().user("AUTH TLS\r\n").service("234 go on\r\n");
    talk.hears("234 go on\r\n").gets("AUTH TLS\r\n").user("\u0016\u0003\u0001\0PASV\r\n");
    talk.gets("\u0016\u0003\u0001\0PASV\r\n");
  }

  @Test
  void refused_tls_goes_on_in_clear() {
    Talk talk =
        Talk.ipv4().greeted().user("AUTH TLS\r\n").service("530 no\r\n").hears("530 no\r\n");
    talk.user("USER x\r\n").gets("AUTH TLS\r\nUSER x\r\n");
  }

  // The log.

  @Test
  void transfer_is_reported_with_its_bytes() {
    Talk talk = Talk.ipv4().greeted().user("PORT 10,2,0,2,200,10\r\n").ready();
    int id = talk.newest().id();
    talk.user("RETR a file\r\n").service("200 ok\r\n150 here\r\n").happens(new AlgEvent.Used(id));
    talk.service("226 done\r\n").happens(new AlgEvent.Ended(id, 1234, 0));
    assertThat(talk.transferred())
        .containsExactly(new AlgCommand.Transferred("RETR a file", 1234, 0));
  }
}
