package dev.awl.cli;

import dev.awl.peer.service.ServiceHost;
import dev.awl.peer.service.ServiceSpec;
import dev.awl.peer.service.SharedService;
import dev.awl.peer.trust.TrustStore;
import java.util.List;

/** The services on a command line. Read after its options: they may name peers of the home. */
final class GivenServices {

  private GivenServices() {}

  /**
   * What they are.
   *
   * @throws AwlException where one is wrong, or two have one name
   */
  static List<SharedService> read(List<String> texts, TrustStore known) {
    try {
      List<SharedService> services =
          texts.stream()
              .map(each -> ServiceSpec.parse(each, peer -> PeerReference.resolve(peer, known)))
              .toList();
      ServiceHost.requireDistinct(services);
      return services;
    } catch (IllegalArgumentException e) {
      throw AwlException.usage(String.valueOf(e.getMessage()));
    }
  }
}
