/**
 * {@code awl demo}: the real server, the real peers and real UDP sockets behind emulated NATs, all
 * on loopback.
 *
 * <pre>
 *   FileServer -- home -- NAT --.           .-- NAT -- away -- Download
 *    (HTTP)       PeerClient     \         /     PeerClient
 *                                 DemoServer  127.0.0.1 and 127.0.0.2
 * </pre>
 *
 * {@link dev.awl.cli.demo.Demo} runs one pair or all; a {@code Meeting} is one pair's run and its
 * {@code Outcome} what came of it; {@code Story} and {@code Grid} show them.
 */
@NullMarked
package dev.awl.cli.demo;

import org.jspecify.annotations.NullMarked;
