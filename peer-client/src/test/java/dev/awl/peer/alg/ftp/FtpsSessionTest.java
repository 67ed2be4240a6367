package dev.awl.peer.alg.ftp;

import static dev.awl.peer.alg.ControlSide.SERVICE;
import static dev.awl.peer.alg.ControlSide.USER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.AlgEvent;
import dev.awl.peer.alg.Encryption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FTP's helper where TLS ends at the access peer and begins anew there (RFC 4217). */
class FtpsSessionTest {

  // On request: ftp:// with a bridge.

  @Test
  void user_hears_that_tls_begins_when_the_service_has_it() {
    Talk talk = Talk.with(Encryption.ON_REQUEST).greeted().user("AUTH TLS\r\n");
    talk.gets("AUTH TLS\r\n").service("234 go on\r\n").hears("");
    assertThat(talk.secures()).containsExactly(SERVICE);
    talk.secured(SERVICE).hears("234 TLS may begin.\r\n");
    assertThat(talk.secures()).containsExactly(USER);
    talk.secured(USER).user("USER x\r\n").gets("USER x\r\n").service("331 and?\r\n");
    talk.hears("331 and?\r\n");
  }

  @Test
  void service_without_tls_is_not_papered_over() {
    Talk talk = Talk.with(Encryption.ON_REQUEST).greeted().user("AUTH SSL\r\n");
    talk.gets("AUTH TLS\r\n").service("502 what?\r\n").hears("502 what?\r\n");
    assertThat(talk.secures()).isEmpty();
    talk.user("USER x\r\n").gets("USER x\r\n");
  }

  @Test
  void other_mechanisms_are_refused_here() {
    Talk talk = Talk.with(Encryption.ON_REQUEST).greeted().user("AUTH GSSAPI\r\n");
    talk.hearsCode("504").gets("");
  }

  @Test
  void auth_after_a_password_is_refused() {
    Talk talk = Talk.with(Encryption.ON_REQUEST).greeted().user("USER x\r\nPASS y\r\n");
    talk.service("331 and?\r\n230 in\r\n").hears("331 and?\r\n230 in\r\n");
    talk.user("AUTH TLS\r\n").hearsCode("503").gets("USER x\r\nPASS y\r\n");
  }

  @Test
  void second_auth_is_refused() {
    Talk.secure().user("AUTH TLS\r\n").hearsCode("503").gets("");
  }

  @Test
  void untrusted_server_ends_the_session_and_says_why() {
    Talk talk = Talk.with(Encryption.ON_REQUEST).greeted().user("AUTH TLS\r\n");
    talk.service("234 go on\r\n").happens(new AlgEvent.Unsecured(SERVICE, "not trusted"));
    talk.hears("421 not trusted: closing\r\n");
    assertThat(talk.closed()).isEqualTo("not trusted");
  }

  // Injection: what comes in clear must not pass for what comes by TLS.

  @ParameterizedTest
  @ValueSource(
      strings = {"AUTH TLS\r\nUSER x\r\n", "AUTH TLS\r\nU", "FEAT\r\nAUTH TLS\r\nUSER x\r\n"})
  void commands_in_the_same_segment_as_auth_end_the_session(String bytes) {
    Talk talk = Talk.with(Encryption.ON_REQUEST).greeted().user(bytes);
    assertThat(talk.closed()).contains("AUTH");
    assertThat(talk.secures()).isEmpty();
  }

  @Test
  void commands_behind_an_auth_that_waits_end_the_session() {
    Talk talk = Talk.with(Encryption.ON_REQUEST).greeted();
    talk.user("PORT 10,2,0,2,200,10\r\nAUTH TLS\r\nUSER x\r\n").ready();
    assertThat(talk.closed()).contains("AUTH");
  }

  @Test
  void commands_between_auth_and_tls_end_the_session() {
    Talk talk = Talk.with(Encryption.ON_REQUEST).greeted().user("AUTH TLS\r\n");
    talk.service("234 go on\r\n").user("USER x\r\n");
    assertThat(talk.closed()).contains("AUTH");
  }

  @ParameterizedTest
  @ValueSource(strings = {"234 go on\r\n230 in\r\n", "234 go on\r\n230", "234 go on\r\n\r\n"})
  void replies_in_the_same_segment_as_234_end_the_session(String bytes) {
    Talk talk = Talk.with(Encryption.ON_REQUEST).greeted().user("AUTH TLS\r\n").service(bytes);
    assertThat(talk.closed()).contains("spoke on in clear");
  }

  @Test
  void replies_between_234_and_tls_end_the_session() {
    Talk talk = Talk.with(Encryption.ON_REQUEST).greeted().user("AUTH TLS\r\n");
    talk.service("234 go on\r\n").service("2");
    assertThat(talk.closed()).contains("spoke on in clear");
  }

  @Test
  void replies_behind_a_234_that_waits_end_the_session() {
    Talk talk = Talk.with(Encryption.ON_REQUEST).greeted().user("PASV\r\n").user("AUTH TLS\r\n");
    talk.service("227 here (1,2,3,4,200,1)\r\n").service("234 go on\r\n230 in\r\n").ready();
    assertThat(talk.closed()).contains("spoke on in clear");
  }

  @Test
  void half_a_reply_behind_a_234_that_waits_ends_the_session() {
    Talk talk = Talk.with(Encryption.ON_REQUEST).greeted().user("PASV\r\n").user("AUTH TLS\r\n");
    talk.service("227 here (1,2,3,4,200,1)\r\n").service("234 go on\r\n230").ready();
    talk.secured(SERVICE);
    assertThat(talk.closed()).contains("spoke on in clear");
  }

  // PBSZ, PROT and the data connections.

  @Test
  void data_connections_are_protected_on_both_legs_after_prot_p() {
    Talk talk = Talk.secure().user("PBSZ 0\r\nPROT P\r\n").gets("PBSZ 0\r\nPROT P\r\n");
    talk.service("200 ok\r\n200 ok\r\n").hears("200 ok\r\n200 ok\r\n");
    assertThat(data(talk, "")).isEqualTo(new AlgCommand.SecureData(1, true, true));
  }

  @Test
  void data_connections_are_in_clear_after_prot_c() {
    Talk talk = Talk.secure().user("PROT P\r\nPROT C\r\n").gets("PROT P\r\nPROT C\r\n");
    talk.service("200 ok\r\n200 ok\r\n").hears("200 ok\r\n200 ok\r\n");
    passive(talk, "");
    assertThat(talk.data()).isEmpty();
  }

  @Test
  void refused_prot_changes_nothing() {
    Talk talk = Talk.secure().user("PROT P\r\nPROT C\r\n").gets("PROT P\r\nPROT C\r\n");
    talk.service("200 ok\r\n534 no\r\n").hears("200 ok\r\n534 no\r\n");
    assertThat(data(talk, "")).isEqualTo(new AlgCommand.SecureData(1, true, true));
  }

  @Test
  void auth_ssl_means_protected_data_without_being_asked() {
    Talk talk = Talk.with(Encryption.ON_REQUEST).greeted().user("AUTH SSL\r\n");
    talk.gets("AUTH TLS\r\n").service("234 ok\r\n").secured(SERVICE).secured(USER);
    talk.hearsCode("234");
    assertThat(data(talk, "PBSZ 0\r\nPROT P\r\n"))
        .isEqualTo(new AlgCommand.SecureData(1, true, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PBSZ 0", "PROT P"})
  void protection_before_auth_is_refused(String command) {
    Talk talk = Talk.with(Encryption.ON_REQUEST).greeted().user(command + "\r\n");
    talk.hearsCode("503").gets("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROT S", "PROT E", "PROT", "CCC", "REIN"})
  void what_would_undo_or_weaken_tls_is_refused(String command) {
    Talk talk = Talk.secure().user(command + "\r\n").gets("");
    talk.user("NOOP\r\n").gets("NOOP\r\n").service("200 ok\r\n");
    assertThat(talk.closed()).isEmpty();
  }

  @Test
  void handshake_on_a_data_connection_waits_until_the_service_has_answered() {
    Talk talk = Talk.secure().user("PROT P\r\n").service("200 ok\r\n");
    talk.hears("200 ok\r\n").gets("PROT P\r\n");
    passive(talk, "");
    assertThat(talk.begun()).isEmpty();
    talk.user("RETR x\r\n").service("150 here\r\n");
    assertThat(talk.begun()).containsExactly(talk.newest().id());
  }

  @Test
  void data_connection_that_comes_after_the_answer_begins_at_once() {
    Talk talk = Talk.secure().user("PROT P\r\nPORT 10,2,0,2,200,10\r\n").service("200 ok\r\n");
    talk.ready().service("200 ok\r\n").user("RETR x\r\n").service("150 here\r\n");
    assertThat(talk.begun()).isEmpty();
    talk.happens(new AlgEvent.Used(talk.newest().id()));
    assertThat(talk.begun()).containsExactly(talk.newest().id());
  }

  // Explicit: ftps://, where the service gets TLS whatever the user does.

  @Test
  void greeting_and_commands_wait_until_the_service_has_tls() {
    Talk talk = Talk.with(Encryption.EXPLICIT).user("USER x\r\n").gets("");
    talk.service("220-hello\r\n220 ready\r\n").hears("").gets("AUTH TLS\r\n");
    talk.service("234-well\r\n234 go on\r\n").hears("").gets("");
    talk.secured(SERVICE).hears("220-hello\r\n220 ready\r\n").gets("USER x\r\n");
  }

  @Test
  void service_without_tls_is_not_spoken_to_in_clear() {
    Talk talk = Talk.with(Encryption.EXPLICIT).service("220 ready\r\n").service("502 what?\r\n");
    assertThat(talk.closed()).contains("share it as ftp://");
  }

  @Test
  void busy_service_is_heard() {
    Talk talk = Talk.with(Encryption.EXPLICIT).service("421-so\r\n421 many\r\n");
    talk.hears("421-so\r\n421 many\r\n").gets("");
  }

  @Test
  void user_in_clear_has_protected_data_asked_for_in_his_place() {
    Talk talk = explicit();
    assertThat(data(talk, "PBSZ 0\r\nPROT P\r\n"))
        .isEqualTo(new AlgCommand.SecureData(1, false, true));
    talk.user("PASV\r\n").gets("PASV\r\n"); // once
  }

  @Test
  void port_of_a_user_in_clear_asks_first_as_well() {
    Talk talk = explicit().user("PORT 10,2,0,2,200,10\r\n").gets("").ready();
    talk.gets("PBSZ 0\r\nPROT P\r\nPORT 10,1,0,1,160,40\r\n");
    talk.service("200 ok\r\n200 ok\r\n").hears("").service("200 go\r\n").hears("200 go\r\n");
  }

  @Test
  void server_that_protects_no_data_ends_the_session() {
    Talk talk = explicit().user("PASV\r\n").service("200 ok\r\n534 no\r\n");
    assertThat(talk.closed()).contains("does not encrypt");
  }

  @Test
  void user_of_an_explicit_service_can_have_tls_too() {
    Talk talk = explicit().user("AUTH TLS\r\n").gets("").hears("234 TLS may begin.\r\n");
    talk.secured(USER).user("PROT P\r\n").gets("PROT P\r\n").service("200 ok\r\n");
    talk.hears("200 ok\r\n");
    assertThat(data(talk, "")).isEqualTo(new AlgCommand.SecureData(1, true, true));
  }

  @Test
  void answer_to_auth_keeps_its_turn() {
    Talk talk = explicit().user("FEAT\r\nAUTH TLS\r\n").gets("FEAT\r\n").hears("");
    assertThat(talk.secures()).isEmpty();
    talk.service("211 none\r\n").hears("211 none\r\n234 TLS may begin.\r\n");
    assertThat(talk.secures()).containsExactly(USER);
  }

  @Test
  void features_offer_tls_and_not_ccc() {
    Talk talk = explicit().user("FEAT\r\n").gets("FEAT\r\n");
    talk.service("211-These:\r\n MDTM\r\n CCC\r\n PBSZ\r\n211 End\r\n");
    talk.hears("211-These:\r\n MDTM\r\n PBSZ\r\n AUTH TLS\r\n PROT\r\n211 End\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AUTH TLS\r\nUSER x\r\n", "AUTH TLS\r\nU"})
  void commands_behind_an_early_auth_end_the_session(String bytes) {
    Talk talk = Talk.with(Encryption.EXPLICIT).user(bytes);
    talk.service("220 ready\r\n").service("234 ok\r\n").secured(SERVICE);
    if (talk.closed().isEmpty()) {
      talk.secured(USER);
    }
    assertThat(talk.closed()).contains("AUTH");
  }

  // Implicit: port 990.

  @Test
  void implicit_tls_is_there_from_the_start_and_protects_data() {
    Talk talk = Talk.with(Encryption.IMPLICIT);
    assertThat(talk.secures()).containsExactly(USER, SERVICE);
    talk.secured(USER).user("USER x\r\n").gets("").secured(SERVICE).gets("USER x\r\n");
    talk.service("220 ready\r\n331 and?\r\n").hears("220 ready\r\n331 and?\r\n");
    assertThat(data(talk, "PBSZ 0\r\nPROT P\r\n"))
        .isEqualTo(new AlgCommand.SecureData(1, true, true));
  }

  @Test
  void implicit_service_that_speaks_in_clear_is_not_heard() {
    Talk talk = Talk.with(Encryption.IMPLICIT).service("220 ready\r\n");
    assertThat(talk.closed()).contains("in clear");
  }

  @ParameterizedTest
  @EnumSource(names = {"EXPLICIT", "IMPLICIT"})
  void nothing_of_the_user_reaches_a_service_without_tls(Encryption encryption) {
    Talk talk = Talk.with(encryption).user("USER x\r\n").user("PASS y\r\n");
    talk.gets("");
  }

  private static Talk explicit() {
    Talk talk = Talk.with(Encryption.EXPLICIT).service("220 ready\r\n").gets("AUTH TLS\r\n");
    return talk.service("234 ok\r\n").secured(SERVICE).hears("220 ready\r\n");
  }

  private static AlgCommand.SecureData data(Talk talk, String before) {
    passive(talk, before);
    assertThat(talk.data()).hasSize(1);
    return talk.data().get(0);
  }

  /** A data connection of the user's; before it the service hears this. */
  private static void passive(Talk talk, String before) {
    talk.user("PASV\r\n").gets(before + "PASV\r\n");
    if (!before.isEmpty()) {
      talk.service("200 ok\r\n200 ok\r\n").hears("");
    }
    talk.service("227 here (1,2,3,4,200,1)\r\n").ready().hearsCode("227");
    talk.happens(new AlgEvent.Used(talk.newest().id()));
  }
}
