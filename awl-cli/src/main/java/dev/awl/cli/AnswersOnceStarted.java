package dev.awl.cli;

import org.jspecify.annotations.Nullable;

/** Answers on the control socket of a command that is still starting; then its own ones. */
final class AnswersOnceStarted implements ControlSocket.Answers {

  private volatile ControlSocket.@Nullable Answers started;

  /** It has started, and answers itself from now on. */
  void begin(ControlSocket.Answers answers) {
    started = answers;
  }

  @Override
  public void answer(String request, JsonLines out) {
    ControlSocket.Answers answers = started;
    if (answers != null) {
      answers.answer(request, out);
      return;
    }
    out.write(
        "error",
        json -> {
          json.writeStringField("code", "starting");
          json.writeStringField("message", "it is still starting; ask again in a moment");
        });
  }
}
