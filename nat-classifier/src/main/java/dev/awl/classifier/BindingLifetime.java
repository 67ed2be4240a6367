package dev.awl.classifier;

import org.jspecify.annotations.Nullable;

/**
 * How long the NAT keeps a binding without traffic (RFC 4787 section 4.3), between two waits.
 *
 * @param aliveSeconds the longest wait after which it was still there; null: not known
 * @param goneSeconds the shortest wait after which it was gone; null: none was seen
 */
public record BindingLifetime(@Nullable Integer aliveSeconds, @Nullable Integer goneSeconds) {

  /** Where server and NAT together do not let it be measured. */
  public static final BindingLifetime UNKNOWN = new BindingLifetime(null, null);

  public BindingLifetime {
    if (aliveSeconds != null && goneSeconds != null && aliveSeconds >= goneSeconds) {
      throw new IllegalArgumentException(
          "a binding alive after " + aliveSeconds + " s was not gone after " + goneSeconds);
    }
  }

  /** In words, after "a binding lives". */
  @Override
  public String toString() {
    if (aliveSeconds == null) {
      return "for an unknown time";
    }
    return goneSeconds == null
        ? aliveSeconds + " s or longer"
        : "between " + aliveSeconds + " and " + goneSeconds + " s";
  }
}
