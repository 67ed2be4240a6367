package dev.awl.cli.demo;

import java.nio.charset.Charset;

/** Colours and signs, as far as the terminal takes them. */
final class Look {

  private final boolean colours;
  private final boolean signs;

  /**
   * @param colours whether escape sequences are understood
   * @param charset what the output is encoded in
   */
  Look(boolean colours, Charset charset) {
    this.colours = colours;
    this.signs = charset.newEncoder().canEncode("─╮█✔→×");
  }

  String bold(String text) {
    return paint("1", text);
  }

  String dim(String text) {
    return paint("2", text);
  }

  String red(String text) {
    return paint("31", text);
  }

  String green(String text) {
    return paint("32", text);
  }

  String yellow(String text) {
    return paint("33", text);
  }

  String cyan(String text) {
    return paint("36", text);
  }

  private String paint(String code, String text) {
    return colours ? "\033[" + code + "m" + text + "\033[0m" : text;
  }

  /** The text with its lines and signs, or with plain characters in their place. */
  String signs(String text) {
    if (signs) {
      return text;
    }
    return text.replace('─', '-')
        .replace('│', '|')
        .replace('╮', '.')
        .replace('╭', '.')
        .replace('╰', '\'')
        .replace('╯', '\'')
        .replace('┄', '.')
        .replace('█', '#')
        .replace('░', '.')
        .replace('×', 'x')
        .replace("→", "->")
        .replace("✔", "ok")
        .replace("✘", "WRONG");
  }

  /** Whether the cursor may be moved. */
  boolean moves() {
    return colours;
  }
}
