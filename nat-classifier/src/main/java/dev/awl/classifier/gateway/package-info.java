/**
 * Asks the home router for its own outside address, to see whether another NAT lies beyond it.
 *
 * <pre>
 *   GatewayQuery -- NatPmp            "external address request" (RFC 6886 section 3.2); changes nothing
 *                '- Pcp               MAP for a few seconds (RFC 6887 section 11), where only PCP is
 *                                     spoken; deleted at once
 *   UpnpGateway  -- Ssdp              search for an Internet Gateway Device
 *                '- UpnpConversation  its description, then GetExternalIPAddress; changes nothing
 * </pre>
 *
 * {@link dev.awl.classifier.gateway.DefaultGateway} knows whom to ask on Linux, {@link
 * dev.awl.classifier.gateway.OutsideAddress} asks in all languages at once. Only the gateway is
 * listened to, and only the gateway is fetched from.
 */
@org.jspecify.annotations.NullMarked
package dev.awl.classifier.gateway;
