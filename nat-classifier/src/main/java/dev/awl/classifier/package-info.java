/**
 * NAT detection: RFC 3489's tests in RFC 5780's words.
 *
 * <pre>
 *   NatClassifier -- MappingTest     socket 0   A1:P1, A2:P1, A2:P2
 *                 |- FilteringTest   socket 1   A1:P1 only: answers from elsewhere tell what passes
 *                 |- HairpinTest     socket 1   to socket 0's own mapped address
 *                 '- AllocationTest  sockets 2+ A1:P1: which ports does the NAT hand out
 *   LifetimeTest  -- LifetimeTrial   fresh ones  A1:P1, then left alone, then answered to from there
 * </pre>
 *
 * The machines hold no socket and no clock; {@link dev.awl.classifier.Detection} is the Netty
 * shell.
 */
@org.jspecify.annotations.NullMarked
package dev.awl.classifier;
