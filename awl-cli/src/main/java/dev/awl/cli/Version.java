package dev.awl.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of this build, from the jar's manifest. */
final class Version implements IVersionProvider {

  static String number() {
    String number = Awl.class.getPackage().getImplementationVersion();
    return number == null ? "development" : number;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"awl " + number() + " (Java " + Runtime.version() + ")"};
  }
}
