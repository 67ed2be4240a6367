package dev.awl.wire.rendezvous;

import dev.awl.wire.rendezvous.RendezvousMessage.Answer;
import dev.awl.wire.rendezvous.RendezvousMessage.Challenge;
import dev.awl.wire.rendezvous.RendezvousMessage.Found;
import dev.awl.wire.rendezvous.RendezvousMessage.Letter;
import dev.awl.wire.rendezvous.RendezvousMessage.Lookup;
import dev.awl.wire.rendezvous.RendezvousMessage.Mailbox;
import dev.awl.wire.rendezvous.RendezvousMessage.MailboxClosed;
import dev.awl.wire.rendezvous.RendezvousMessage.NotFound;
import dev.awl.wire.rendezvous.RendezvousMessage.Offer;
import dev.awl.wire.rendezvous.RendezvousMessage.OpenMailbox;
import dev.awl.wire.rendezvous.RendezvousMessage.Refused;
import dev.awl.wire.rendezvous.RendezvousMessage.Register;
import dev.awl.wire.rendezvous.RendezvousMessage.Reject;
import dev.awl.wire.rendezvous.RendezvousMessage.RelayGrant;
import dev.awl.wire.rendezvous.RendezvousMessage.Welcome;
import org.jspecify.annotations.Nullable;

/**
 * Rendezvous messages as JSON, one object a WebSocket text frame.
 *
 * <p>{@code type} names the message; byte strings are base64; unknown fields are ignored so that
 * messages can grow; an unknown type is an error.
 */
public final class RendezvousCodec {

  /** The longest message, in bytes of UTF-8. */
  public static final int MAX_LENGTH = 64 * 1024;

  /** Where the server serves the WebSocket. */
  public static final String PATH = "/v1/rendezvous";

  /** The WebSocket sub-protocol both sides must name (RFC 6455 section 1.9). */
  public static final String SUB_PROTOCOL = "awl.v1";

  private RendezvousCodec() {}

  /** Writes a message. */
  public static String encode(RendezvousMessage message) {
    JsonWriter out = new JsonWriter();
    if (message instanceof Challenge m) {
      out.type("challenge").bytes("nonce", m.nonce());
    } else if (message instanceof Register m) {
      out.type("register").bytes("spki", m.spki()).text("server", m.server());
      out.bytes("signature", m.signature()).text("agent", m.agent());
      out.flag("reachable", m.reachable());
    } else if (message instanceof Welcome m) {
      out.type("welcome").text("observed", m.observed());
      out.texts("stun", m.stun()).texts("relays", m.relays());
      writeGrant(out, m.grant());
    } else if (message instanceof RelayGrant m) {
      writeGrant(out.type("relay-grant"), m);
    } else if (message instanceof Lookup m) {
      out.type("lookup").text("peer", m.peer());
    } else if (message instanceof Found m) {
      out.type("found").text("peer", m.peer()).bytes("spki", m.spki());
    } else if (message instanceof NotFound m) {
      out.type("not-found").text("peer", m.peer());
    } else if (message instanceof Offer m) {
      out.type("offer").text("peer", m.peer()).text("session", m.session());
      out.bytes("payload", m.payload());
    } else if (message instanceof Answer m) {
      out.type("answer").text("peer", m.peer()).text("session", m.session());
      out.bytes("payload", m.payload());
    } else if (message instanceof Reject m) {
      out.type("reject").text("peer", m.peer()).text("session", m.session());
      out.text("reason", m.reason());
    } else if (message instanceof OpenMailbox) {
      out.type("open-mailbox");
    } else if (message instanceof Mailbox m) {
      out.type("mailbox").number("number", m.number()).number("ttl", m.ttlSeconds());
    } else if (message instanceof Letter m) {
      out.type("letter").number("mailbox", m.mailbox()).bytes("payload", m.payload());
    } else if (message instanceof MailboxClosed m) {
      out.type("mailbox-closed").number("mailbox", m.mailbox()).text("why", m.why());
    } else if (message instanceof Refused m) {
      out.type("error").text("code", m.code()).text("message", m.message());
      out.text("peer", m.peer()).text("session", m.session());
    } else {
      throw new IllegalArgumentException("no encoding for " + message.getClass());
    }
    return out.finish();
  }

  private static void writeGrant(JsonWriter out, @Nullable RelayGrant grant) {
    if (grant != null) {
      out.text("username", grant.username()).text("password", grant.password());
      out.number("ttl", grant.ttlSeconds());
    }
  }

  /**
   * Reads a message.
   *
   * @throws RendezvousFormatException with one line: what is wrong
   */
  public static RendezvousMessage decode(String text) throws RendezvousFormatException {
    if (text.length() > MAX_LENGTH) {
      throw new RendezvousFormatException("longer than " + MAX_LENGTH + " bytes");
    }
    JsonFields in = JsonFields.read(text);
    try {
      return decode(in.text("type"), in);
    } catch (IllegalArgumentException e) {
      throw new RendezvousFormatException(String.valueOf(e.getMessage()));
    }
  }

  private static RendezvousMessage decode(String type, JsonFields in)
      throws RendezvousFormatException {
    return switch (type) {
      case "challenge" -> new Challenge(in.bytes("nonce"));
      case "register" ->
          new Register(
              in.bytes("spki"),
              in.text("server"),
              in.bytes("signature"),
              in.text("agent"),
              !in.has("reachable") || in.flag("reachable"));
      case "welcome" ->
          new Welcome(
              Endpoint.parse(in.text("observed")),
              in.texts("stun").stream().map(Endpoint::parse).toList(),
              in.texts("relays").stream().map(RelayEndpoint::parse).toList(),
              in.has("username") ? grant(in) : null);
      case "relay-grant" -> grant(in);
      case "lookup" -> new Lookup(peer(in));
      case "found" -> new Found(peer(in), in.bytes("spki"));
      case "not-found" -> new NotFound(peer(in));
      case "offer" -> new Offer(peer(in), session(in), in.bytes("payload"));
      case "answer" -> new Answer(peer(in), session(in), in.bytes("payload"));
      case "reject" -> new Reject(peer(in), session(in), in.text("reason"));
      case "open-mailbox" -> new OpenMailbox();
      case "mailbox" -> new Mailbox(in.number("number"), in.number("ttl"));
      case "letter" -> new Letter(in.number("mailbox"), in.bytes("payload"));
      case "mailbox-closed" ->
          new MailboxClosed(in.number("mailbox"), MailboxEnd.of(in.text("why")));
      case "error" ->
          new Refused(
              ErrorCode.of(in.text("code")),
              in.text("message"),
              in.has("peer") ? peer(in) : null,
              in.has("session") ? session(in) : null);
      default -> throw new RendezvousFormatException("unknown type of message");
    };
  }

  private static RelayGrant grant(JsonFields in) throws RendezvousFormatException {
    return new RelayGrant(in.text("username"), in.text("password"), in.number("ttl"));
  }

  private static PeerId peer(JsonFields in) throws RendezvousFormatException {
    return PeerId.parse(in.text("peer"));
  }

  private static SessionId session(JsonFields in) throws RendezvousFormatException {
    return SessionId.parse(in.text("session"));
  }
}
