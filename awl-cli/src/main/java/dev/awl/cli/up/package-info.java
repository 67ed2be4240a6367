/**
 * {@code awl up}: both roles from one file, as a daemon. {@code UpFile} reads {@code awl.toml},
 * {@code UpDaemon} does what it says and, after a reload, changes only what differs; {@code
 * UpControl} answers {@code awl status} and its like over the control socket.
 */
@NullMarked
package dev.awl.cli.up;

import org.jspecify.annotations.NullMarked;
