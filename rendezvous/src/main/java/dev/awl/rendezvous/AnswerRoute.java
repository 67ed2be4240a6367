package dev.awl.rendezvous;

import dev.awl.wire.rendezvous.PeerId;
import dev.awl.wire.rendezvous.SessionId;

/** Names an offer that waits for an answer: whose it is, to whom, and which attempt. */
record AnswerRoute(PeerId caller, PeerId callee, SessionId session) {}
