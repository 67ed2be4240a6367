package dev.awl.relay.server;

import java.util.List;
import java.util.Map;

/**
 * Who may use the relay.
 *
 * @param realm named in challenges; short, because a challenge may not be 3.0 x its request
 * @param secrets shared with who issues time-limited credentials; the old one stays while rotating
 * @param passwords of users with a fixed password
 */
public record RelayUsers(String realm, List<String> secrets, Map<String, String> passwords) {

  private static final int MAX_REALM = 28;

  public RelayUsers {
    if (realm.isEmpty() || realm.length() > MAX_REALM) {
      throw new IllegalArgumentException("a relay realm has 1 to " + MAX_REALM + " characters");
    }
    secrets = List.copyOf(secrets);
    passwords = Map.copyOf(passwords);
    if (secrets.isEmpty() && passwords.isEmpty()) {
      throw new IllegalArgumentException("a relay needs a secret or users: nobody could use it");
    }
  }

  public static RelayUsers withSecret(String realm, String secret) {
    return new RelayUsers(realm, List.of(secret), Map.of());
  }

  public static RelayUsers withPassword(String realm, String username, String password) {
    return new RelayUsers(realm, List.of(), Map.of(username, password));
  }

  /** Keeps secrets and passwords out of logs. */
  @Override
  public String toString() {
    return "RelayUsers[" + realm + ", " + secrets.size() + " secrets, " + passwords.keySet() + "]";
  }
}
