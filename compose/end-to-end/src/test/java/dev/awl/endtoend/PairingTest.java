package dev.awl.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awl.wire.nat.NatLabel;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two people, two NATs, one code: nothing else is typed. */
@Lab
class PairingTest {
  private static final Map<String, String> SERVER = Map.of("AWL_SERVER", AwlServer.URL);

  @TempDir Path homes;

  @Test
  void a_new_user_reaches_a_web_page_by_typing_the_code_alone() {
    Path file = TestFile.write(homes.resolve("page"), 20_000);
    try (Topology lab = Topology.of(NatLabel.PC, NatLabel.PC);
        AwlProcess server = AwlServer.start(lab, homes.resolve("server"));
        LabProcess files = FileServer.start(lab.inner().host(), file);
        AwlProcess share =
            AwlProcess.start(
                lab.inner().host(), homes.resolve("inner"), SERVER, "share", FileServer.SERVICE)) {
      String code = share.awaitReady().text("code");
      assertThat(code).as("%s%n%s", share, server).matches("[0-9]+-[a-z]+-[a-z]+");
      try (AwlProcess connect =
          AwlProcess.start(lab.access().host(), homes.resolve("access"), SERVER, "connect", code)) {
        int port = connect.awaitPort("web");
        Download page =
            Download.fetch(lab.access().host(), port, homes.resolve("copy"), Session.PATIENCE);
        assertThat(page.sha256()).as("%s", files).isEqualTo(TestFile.sha256(file));
        connect.awaitPath("direct");

        revoke_ends_it(lab, share, connect);
      }
      wrong_words_are_told_apart_from_no_code(lab, share, code);
    }
  }

  private void revoke_ends_it(Topology lab, AwlProcess share, AwlProcess connect) {
    String access = share.await("paired", Session.PATIENCE).text("peer");
    Command revoked =
        Launcher.run(
            lab.inner().host(), Session.PATIENCE, homes.resolve("inner"), "revoke", access);
    assertThat(revoked.exit()).as("%s", revoked).isZero();
    share.await("disconnected", Session.PATIENCE);
    connect.await("disconnected", Session.PATIENCE);
    share.await("untrusted", Session.PATIENCE); // it tries again, and is not let in
  }

  private void wrong_words_are_told_apart_from_no_code(
      Topology lab, AwlProcess share, String first) {
    String next =
        share
            .await(
                event -> event.is("code") && !event.text("code").equals(first),
                "another code",
                Session.PATIENCE)
            .text("code");
    String number = next.substring(0, next.indexOf('-'));
    Command wrong =
        connect(lab, number + (next.contains("marble") ? "-fox-quartz" : "-fox-marble"));
    assertThat(wrong.exit()).as("%s", wrong).isEqualTo(1);
    assertThat(wrong.errors()).as("%s", wrong).contains("wrong code").hasLineCount(1);
    Command dead = connect(lab, first);
    assertThat(dead.exit()).as("%s", dead).isEqualTo(3);
    assertThat(dead.errors()).as("%s", dead).contains("used already").hasLineCount(1);
  }

  private Command connect(Topology lab, String code) {
    return new Peer(lab.access().host(), homes.resolve("other"))
        .run(Session.PATIENCE, "connect", code);
  }
}
