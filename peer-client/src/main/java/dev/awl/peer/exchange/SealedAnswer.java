package dev.awl.peer.exchange;

/** An answer ready to send, and the key that its session's probes carry. */
public record SealedAnswer(byte[] bytes, PunchKey punchKey) {}
