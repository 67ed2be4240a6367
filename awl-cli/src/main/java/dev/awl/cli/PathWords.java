package dev.awl.cli;

import dev.awl.peer.path.PathPreference;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;

/** What a shell offers for {@code --path}: the words as they are documented, in lower case. */
final class PathWords implements Iterable<String> {

  @Override
  public Iterator<String> iterator() {
    return Arrays.stream(PathPreference.values())
        .map(each -> each.name().toLowerCase(Locale.ROOT))
        .iterator();
  }
}
