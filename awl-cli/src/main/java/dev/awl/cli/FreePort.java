package dev.awl.cli;

import java.util.function.Supplier;

/** A port that several sockets share: one that is free for the first may be taken for the next. */
final class FreePort {

  static final int ATTEMPTS = 16;

  private FreePort() {}

  /**
   * Binds them all.
   *
   * @param wanted 0: any port, so one that is taken is given up for another
   * @param binding leaves no socket open where it fails
   */
  static <T> T bind(int wanted, Supplier<T> binding) {
    int attempts = wanted == 0 ? ATTEMPTS : 1;
    for (int attempt = 1; ; attempt++) {
      try {
        return binding.get();
      } catch (AwlException e) {
        if (attempt == attempts || !e.code().equals(CannotListen.CODE)) {
          throw e;
        }
      }
    }
  }
}
