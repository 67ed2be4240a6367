package dev.awl.peer;

import dev.awl.peer.path.PathKind;
import dev.awl.peer.strategy.Strategy;
import dev.awl.wire.rendezvous.PeerId;
import java.net.InetSocketAddress;

/**
 * The path that a session's data takes from now on.
 *
 * @param strategy the plan that found it
 * @param local where we send from: our socket, or our relayed address
 * @param remote where we send to
 * @param roundTripMillis as the probe measured it
 * @param elapsedMillis since the connection was asked for
 */
public record PathReport(
    PeerId peer,
    PathKind kind,
    Strategy strategy,
    InetSocketAddress local,
    InetSocketAddress remote,
    double roundTripMillis,
    long elapsedMillis) {}
