package dev.awl.relay.client;

/** A name and password of the long-term mechanism (RFC 8489 section 9.2). */
public record RelayCredentials(String username, String password) {

  public RelayCredentials {
    if (username.isEmpty() || username.length() > 508) {
      throw new IllegalArgumentException("a relay user name has 1 to 508 bytes");
    }
  }

  /** Keeps the password out of logs. */
  @Override
  public String toString() {
    return "RelayCredentials[" + username + "]";
  }
}
