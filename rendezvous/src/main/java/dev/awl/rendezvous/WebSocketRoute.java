package dev.awl.rendezvous;

import io.netty.channel.ChannelHandler;
import java.util.function.Supplier;

/**
 * Another service on the same port: a WebSocket whose binary frames are a byte stream.
 *
 * @param path without query
 * @param subProtocol that clients must offer
 * @param handler a new one a connection, added once the WebSocket stands; reads and writes {@code
 *     ByteBuf}s, each written one a frame
 */
record WebSocketRoute(String path, String subProtocol, Supplier<ChannelHandler> handler) {}
