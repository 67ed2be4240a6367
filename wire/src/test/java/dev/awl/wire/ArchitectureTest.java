package dev.awl.wire;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What this module promises: bytes in, values out, and nothing that depends on when or where. */
@AnalyzeClasses(packages = "dev.awl.wire", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule has_no_sockets =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.netty.channel..",
              "io.netty.bootstrap..",
              "io.netty.handler..",
              "java.nio.channels..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.net\\.(Server|Datagram|Multicast)?Socket|java\\.net\\.http\\..*");

  @ArchTest
  static final ArchRule has_no_threads =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.concurrent..", "io.netty.util.concurrent..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Timer");

  @ArchTest
  static final ArchRule has_no_clocks =
      noClasses()
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.time.Clock.class);

  @ArchTest
  static final ArchRule knows_no_other_module =
      noClasses()
          .should()
          .dependOnClassesThat(
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "belong to another module",
                  each ->
                      each.getPackageName().startsWith("dev.awl.")
                          && !each.getPackageName().startsWith("dev.awl.wire")));

  @ArchTest
  static final ArchRule keeps_its_parts_apart =
      noClasses()
          .that()
          .resideInAPackage("dev.awl.wire.stun..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.awl.wire.rendezvous..", "dev.awl.wire.nat..");

  @ArchTest
  static final ArchRule has_no_cycle_between_its_parts =
      slices().matching("dev.awl.wire.(*)..").should().beFreeOfCycles();
}
