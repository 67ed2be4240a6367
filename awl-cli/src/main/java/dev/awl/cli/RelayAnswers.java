package dev.awl.cli;

import dev.awl.relay.server.RelayControl;
import dev.awl.relay.server.RelayedSession;
import dev.awl.wire.AddressText;
import java.util.List;

/**
 * What a running relay answers on its control socket: {@code sessions}, {@code kick USER}, {@code
 * kick IP:PORT}.
 */
final class RelayAnswers implements ControlSocket.Answers {

  private final RelayControl relay;

  RelayAnswers(RelayControl relay) {
    this.relay = relay;
  }

  @Override
  public void answer(String request, JsonLines out) {
    if (request.equals("sessions")) {
      write("session", relay.sessions(), out);
    } else if (request.startsWith("kick ")) {
      write("kicked", relay.kick(request.substring("kick ".length()).strip()), out);
    } else {
      out.write(
          "error",
          json -> {
            json.writeStringField("code", "usage");
            json.writeStringField("message", "the relay knows 'sessions' and 'kick WHO'");
          });
    }
  }

  private static void write(String event, List<RelayedSession> sessions, JsonLines out) {
    for (RelayedSession each : sessions) {
      out.write(
          event,
          json -> {
            json.writeStringField("user", each.user());
            json.writeStringField("transport", each.transport());
            json.writeStringField("client", AddressText.of(each.client()));
            json.writeStringField(
                "relayed", String.join(" ", each.relayed().stream().map(AddressText::of).toList()));
            json.writeNumberField("peers", each.peers());
            json.writeNumberField("channels", each.channels());
            json.writeNumberField("bytes_to_peers", each.bytesToPeers());
            json.writeNumberField("bytes_to_client", each.bytesToClient());
            json.writeNumberField("expires_s", each.expiresInSeconds());
          });
    }
  }
}
