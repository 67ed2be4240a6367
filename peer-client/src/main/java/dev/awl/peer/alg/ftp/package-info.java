/**
 * FTP's helper (RFC 959, 1123, 2428): one pipeline a direction, a small part each.
 *
 * <pre>
 *   user    -> IacStripper -> LineFramer -> CommandTracker -> Rewriter -> CRLF -> service
 *   service -> IacStripper -> LineFramer -> CommandTracker -> Rewriter -> CRLF -> user
 * </pre>
 *
 * <p>{@link dev.awl.peer.alg.ftp.FtpSession} joins them. Of an address that either side names, only
 * the port is used; the rest is the real other end of the control connection.
 */
@NullMarked
package dev.awl.peer.alg.ftp;

import org.jspecify.annotations.NullMarked;
