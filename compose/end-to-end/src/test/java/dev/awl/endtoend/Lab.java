package dev.awl.endtoend;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Marks tests that need the kernel lab: skipped with the reason where there is none, failed with
 * {@code CI=true}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Lab.Condition.class)
@interface Lab {

  /** Tries once a run: opens an enclosure and asks for the tools. */
  final class Condition implements ExecutionCondition {
    private static final String TOOLS =
        "for tool in ip nft tcpdump stun stund turnutils_uclient curl miniupnpd"
            + " vsftpd lftp tnftp ncftp wget in.tftpd tftp; do"
            + " command -v $tool >/dev/null || { echo $tool; exit 0; }; done;"
            + " ip netns add try && ip netns exec try nft list ruleset";

    private static final String MISSING = whatIsMissing();

    private static String whatIsMissing() {
      try (Enclosure enclosure = Enclosure.open()) {
        String missing = enclosure.script(TOOLS).strip();
        return missing.isEmpty() ? "" : missing + " is not installed (./verify tells how)";
      } catch (RuntimeException | AssertionError e) {
        return "no namespaces here: " + e.getMessage();
      }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (MISSING.isEmpty()) {
        return ConditionEvaluationResult.enabled("the lab is there");
      }
      if ("true".equals(System.getenv("CI"))) {
        throw new IllegalStateException("CI=true demands the kernel lab: " + MISSING);
      }
      return ConditionEvaluationResult.disabled(MISSING);
    }
  }
}
