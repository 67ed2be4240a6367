package dev.awl.peer.exchange;

/** An answer that is proven to come from the responder, and the key of its session's probes. */
public record OpenedAnswer(Answer answer, PunchKey punchKey) {}
