package dev.awl.peer.alg.ftp;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.ControlSide;
import dev.awl.peer.alg.Encryption;
import java.util.Locale;
import java.util.Set;

/**
 * TLS on the two legs of a control connection (RFC 4217): where it stands, and which data
 * connections are to have it.
 *
 * <p>The legs are apart. A user who speaks in clear with a service that wants TLS gets it for the
 * service's half, data connections included.
 */
final class Security {

  /** What AUTH may ask for; the older names stand in drafts of RFC 4217. */
  private static final Set<String> MECHANISMS = Set.of("TLS", "TLS-C", "TLS-P", "SSL");

  /** Those that protect data connections without being asked. */
  private static final Set<String> PROTECTING = Set.of("TLS-P", "SSL");

  private enum Leg {
    CLEAR,
    /** The user or we have asked for it. */
    ASKED,
    HANDSHAKE,
    TLS
  }

  private final Encryption encryption;
  private final Outlet out;
  private Leg user = Leg.CLEAR;
  private Leg service = Leg.CLEAR;
  private boolean userProtected;
  private boolean serviceProtected;
  private boolean protectionAsked;
  private boolean protectAtOnce;
  private boolean passwordSent;
  private boolean transferAnswered;
  private int silent = Outlet.NO_EXPECTATION; // a data connection without a handshake yet

  Security(Encryption encryption, Outlet out) {
    this.encryption = encryption;
    this.out = out;
    if (encryption == Encryption.IMPLICIT) {
      userProtected = true;
      beginService();
      beginUser();
    }
  }

  /** Whether TLS ends at the access peer at all. */
  boolean isBridge() {
    return encryption != Encryption.PASS_THROUGH;
  }

  /** Whether the service gets TLS before it hears of the user. */
  boolean isGreetingHeld() {
    return encryption == Encryption.EXPLICIT && service != Leg.TLS;
  }

  /** Whether the user's commands must wait. */
  boolean holdsCommands() {
    return (encryption == Encryption.EXPLICIT || encryption == Encryption.IMPLICIT)
        && service != Leg.TLS;
  }

  /** Whether the user has to be silent: he has asked for TLS, and it is not there yet. */
  boolean isUserAwaited() {
    return user == Leg.ASKED || user == Leg.HANDSHAKE;
  }

  /** Whether the user waits for the answer to his AUTH. */
  boolean isUserAsking() {
    return user == Leg.ASKED;
  }

  /** Whether the service has agreed to TLS, and it is not there yet. */
  boolean isServiceAwaited() {
    return service == Leg.HANDSHAKE;
  }

  boolean isUserSecure() {
    return user == Leg.TLS;
  }

  boolean isServiceSecure() {
    return service == Leg.TLS;
  }

  /** The user sent a password: what he was before, AUTH cannot make him again. */
  void passwordSent() {
    passwordSent = true;
  }

  /** Why this AUTH cannot be; empty if it can. */
  String objection(String mechanism) {
    if (user == Leg.TLS) {
      return "503 TLS is on already.";
    }
    if (!MECHANISMS.contains(mechanism.toUpperCase(Locale.ROOT))) {
      return "504 What is known here is AUTH TLS.";
    }
    return passwordSent ? "503 AUTH comes before USER and PASS." : "";
  }

  /** The user asks for TLS. */
  void userAsks(String mechanism) {
    user = Leg.ASKED;
    protectAtOnce = PROTECTING.contains(mechanism.toUpperCase(Locale.ROOT));
  }

  /** The service has none, and the user goes on in clear. */
  void userRefused() {
    user = Leg.CLEAR;
  }

  /** The user has read, or is about to read, that TLS begins. */
  void beginUser() {
    user = Leg.HANDSHAKE;
    out.add(new AlgCommand.Secure(ControlSide.USER));
  }

  /** The service has said that TLS begins. */
  void beginService() {
    service = Leg.HANDSHAKE;
    out.add(new AlgCommand.Secure(ControlSide.SERVICE));
  }

  void userSecured() {
    user = Leg.TLS;
    userProtected |= protectAtOnce;
  }

  void serviceSecured() {
    service = Leg.TLS;
  }

  /** Whether the service has to be asked for protected data connections in the user's place. */
  boolean mustAskForProtection() {
    return service == Leg.TLS
        && !serviceProtected
        && !protectionAsked
        && (user != Leg.TLS || userProtected);
  }

  void askedForProtection() {
    protectionAsked = true;
  }

  /** The service has agreed to what the user asked for: the same on both legs. */
  void protect(boolean data) {
    userProtected = data;
    serviceProtected = data;
    protectionAsked = false;
  }

  /** The service has agreed to what we asked for ourselves. */
  void protectService() {
    serviceProtected = true;
  }

  /** The data connection is there. */
  void dataBegins(int expectation) {
    boolean towardsUser = user == Leg.TLS && userProtected;
    boolean towardsService = service == Leg.TLS && serviceProtected;
    if (towardsUser || towardsService) {
      out.add(new AlgCommand.SecureData(expectation, towardsUser, towardsService));
    }
    if (towardsService && transferAnswered) {
      out.add(new AlgCommand.BeginData(expectation));
    } else if (towardsService) {
      silent = expectation;
    }
  }

  /** The service has answered a command that moves data, if only with 150. */
  void transferAnswered() {
    transferAnswered = true;
    if (silent != Outlet.NO_EXPECTATION) {
      out.add(new AlgCommand.BeginData(silent));
      silent = Outlet.NO_EXPECTATION;
    }
  }

  /** Another data connection is on its way. */
  void expectsData() {
    transferAnswered = false;
  }
}
