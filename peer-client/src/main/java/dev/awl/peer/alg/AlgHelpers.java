package dev.awl.peer.alg;

import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The helpers that are installed. */
public final class AlgHelpers {

  private static final Map<String, AlgHelper> BY_SCHEME = load();

  private AlgHelpers() {}

  private static Map<String, AlgHelper> load() {
    Map<String, AlgHelper> byScheme = new HashMap<>();
    for (AlgHelper helper :
        ServiceLoader.load(AlgHelper.class, AlgHelpers.class.getClassLoader())) {
      helper.schemes().forEach(each -> byScheme.put(each, helper));
    }
    return Map.copyOf(byScheme);
  }

  /** Who takes care of this scheme; null for most. */
  public static @Nullable AlgHelper forScheme(String scheme) {
    return BY_SCHEME.get(scheme);
  }

  /** Who usually lives on this port; null for most. */
  public static @Nullable AlgHelper usualOn(int port) {
    return BY_SCHEME.values().stream()
        .filter(helper -> helper.defaultPorts().contains(port))
        .findAny()
        .orElse(null);
  }
}
