package dev.awl.cli.up;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/**
 * One table of a TOML file, read strictly: a key that nobody asks for is noted as a mistake, a
 * value of another type is one that is thrown.
 */
final class TomlReader {

  private final Mistakes mistakes;
  private final String where;
  private final TomlTable table;

  /**
   * A reader of a table.
   *
   * @param where the table's path for people; empty at the top
   */
  TomlReader(Mistakes mistakes, String where, TomlTable table, Set<String> known) {
    this.mistakes = mistakes;
    this.where = where;
    this.table = table;
    for (String key : table.keySet()) {
      if (!known.contains(key)) {
        mistakes.add(error(key, "unknown key '" + name(key) + "'; known here: " + sorted(known)));
      }
    }
  }

  private static String sorted(Set<String> known) {
    return String.join(", ", known.stream().sorted().toList());
  }

  /** A key with those of the tables around it. */
  String name(String key) {
    return where.isEmpty() ? key : where + "." + key;
  }

  /** Line and column of a key of this table. */
  String place(String key) {
    return error(key, "").place();
  }

  /** The mistake at a key of this table. */
  Mistake error(String key, String problem) {
    return new Mistake(table.inputPositionOf(List.of(key)), problem);
  }

  private <T> @Nullable T value(String key, Class<T> type, String what) {
    Object value = table.get(List.of(key));
    if (value == null) {
      return null;
    }
    if (!type.isInstance(value)) {
      throw error(key, "'" + name(key) + "' must be " + what);
    }
    return type.cast(value);
  }

  @Nullable String text(String key) {
    return value(key, String.class, "a text in quotes");
  }

  /** A file's path; one that is relative is so to the directory of the file that is read. */
  @Nullable Path path(String key) {
    String text = text(key);
    if (text == null) {
      return null;
    }
    try {
      return Path.of(mistakes.file()).resolveSibling(text);
    } catch (InvalidPathException e) {
      throw error(key, "'" + text + "' is no path of a file");
    }
  }

  /** A text that must be there; the error is at {@code parent}'s key. */
  String requiredText(String key, TomlReader parent, String keyInParent) {
    String text = text(key);
    if (text == null) {
      throw parent.error(keyInParent, "'" + where + "' lacks '" + key + "'");
    }
    return text;
  }

  boolean flag(String key) {
    return Boolean.TRUE.equals(value(key, Boolean.class, "true or false"));
  }

  int number(String key, int least, int most, int otherwise) {
    Long number = value(key, Long.class, "a whole number");
    if (number == null) {
      return otherwise;
    }
    if (number < least || number > most) {
      throw error(key, "'" + name(key) + "' is " + least + " to " + most + ", not " + number);
    }
    return number.intValue();
  }

  /** A list of texts; null where there is none. */
  @Nullable List<String> texts(String key) {
    TomlArray array = value(key, TomlArray.class, "a list of texts, as in [\"a\", \"b\"]");
    if (array == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (!(array.get(i) instanceof String text)) {
        throw new Mistake(array.inputPositionOf(i), "'" + name(key) + "' must be a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  /** The tables of a table of tables, as in {@code [services.web]}. */
  List<String> keys(String key) {
    TomlTable tables = value(key, TomlTable.class, "a table, as in [" + name(key) + ".NAME]");
    return tables == null ? List.of() : List.copyOf(tables.keySet());
  }

  /** One of them. */
  TomlReader table(String key, String name, Set<String> known) {
    return all(key).child(name, known);
  }

  /** A table with keys of its own; null where there is none. */
  @Nullable TomlReader table(String key, Set<String> known) {
    return table.contains(List.of(key)) ? child(key, known) : null;
  }

  /** A table whose keys the user chooses. */
  TomlReader all(String key) {
    TomlTable tables = value(key, TomlTable.class, "a table");
    if (tables == null) {
      throw error(key, "'" + name(key) + "' must be a table");
    }
    return new TomlReader(mistakes, name(key), tables, tables.keySet());
  }

  private TomlReader child(String name, Set<String> known) {
    TomlTable child = value(name, TomlTable.class, "a table, as in [" + name(name) + "]");
    if (child == null) {
      throw error(name, "'" + name(name) + "' must be a table");
    }
    return new TomlReader(mistakes, name(name), child, known);
  }
}
