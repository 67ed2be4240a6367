package dev.awl.stunserver;

import dev.awl.stunserver.PartnerMessage.Kind;
import dev.awl.wire.AddressText;
import dev.awl.wire.stun.StunDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two servers with one address each that answer CHANGE-REQUEST for each other.
 *
 * <p>Both say hello every second. While a partner is heard, its address is announced as the
 * alternate one; as soon as it is not, clients are told that there is none, because a reply that
 * never comes would look like a NAT that filters. Everything is sealed with the common secret and
 * counts once ({@link PartnerSession}); all that a partner can be asked for is to send a Binding
 * response to a unicast address. For all threads.
 */
final class PartnerLink {

  private static final Logger log = LoggerFactory.getLogger(PartnerLink.class);

  static final long HELLO_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int SEALED_MORE = 96;
  private static final int SUCCESS_RESPONSE = 0x0101;

  private final Partner partner;
  private final ServedAddresses alone;
  private final Announcement announcement;
  private final PartnerSeal seal;
  private final PartnerSession session;
  private @Nullable InetAddress paired;
  private long heardAt;
  private @Nullable String complaint;

  PartnerLink(Partner partner, ServedAddresses alone, Announcement announcement) {
    this(partner, alone, announcement, System.currentTimeMillis());
  }

  /**
   * @param run greater at each start
   */
  PartnerLink(Partner partner, ServedAddresses alone, Announcement announcement, long run) {
    this.partner = partner;
    this.alone = alone;
    this.announcement = announcement;
    this.seal = new PartnerSeal(partner.key());
    this.session = new PartnerSession(run);
  }

  private String name() {
    return AddressText.named(partner.address());
  }

  /** Where it is. */
  InetSocketAddress address() {
    return partner.address();
  }

  /** Whether the datagram claims to be the partner's; cheap enough for each. */
  boolean claims(ByteBuf datagram, InetSocketAddress source) {
    return datagram.isReadable()
        && datagram.getByte(datagram.readerIndex()) == PartnerMessage.FIRST_BYTE
        && source.getAddress().equals(partner.address().getAddress());
  }

  /** The next hello; also notices that the partner fell silent. */
  synchronized ByteBuf hello(long now, ByteBufAllocator allocator) {
    if (paired != null && now - heardAt > SILENT_NANOS) {
      log.warn("partner {} is silent: serving one address", name());
      paired = null;
      announcement.set(alone);
    }
    InetSocketAddress announced = new InetSocketAddress(alone.primary(), alone.firstPort());
    return sealed(
        PartnerMessage.hello(
            session.ownRun(),
            session.theirRun(),
            session.nextNumber(),
            announced,
            alone.secondPort()),
        allocator);
  }

  /**
   * A message that makes the partner send {@code reply}; null when it is not there.
   *
   * @param reply owned
   */
  synchronized @Nullable ByteBuf askFor(
      boolean fromSecondPort, InetSocketAddress to, ByteBuf reply, ByteBufAllocator allocator) {
    try {
      if (paired == null) {
        return null;
      }
      byte[] datagram = new byte[reply.readableBytes()];
      reply.getBytes(reply.readerIndex(), datagram);
      return sealed(
          new PartnerMessage(
              Kind.SEND,
              session.ownRun(),
              session.theirRun(),
              session.nextNumber(),
              to,
              fromSecondPort ? 1 : 0,
              datagram),
          allocator);
    } finally {
      reply.release();
    }
  }

  private ByteBuf sealed(PartnerMessage message, ByteBufAllocator allocator) {
    ByteBuf out = allocator.buffer(SEALED_MORE + message.datagram().length);
    seal.write(message, out);
    return out;
  }

  /** What came of a message. */
  enum Outcome {
    /** Forged, repeated, for an earlier run or senseless. */
    REFUSED,
    /** The partner is there. */
    HEARD,
    /** There is something to send: {@link Taken#message}. */
    SEND
  }

  record Taken(Outcome outcome, @Nullable PartnerMessage message) {}

  /** Takes a message that {@link #claims} to be the partner's. */
  synchronized Taken take(ByteBuf datagram, long now) {
    PartnerMessage message = seal.read(datagram);
    if (message == null) {
      return new Taken(Outcome.REFUSED, null);
    }
    boolean counts = session.take(message);
    if (!counts && message.kind() == Kind.SEND) {
      return new Taken(Outcome.REFUSED, null);
    }
    return switch (message.kind()) {
      case HELLO -> {
        if (counts) {
          pair(message, now);
        } // otherwise it does not know our run yet: our next hello tells it
        yield new Taken(Outcome.HEARD, null);
      }
      case SEND ->
          isReply(message) ? new Taken(Outcome.SEND, message) : new Taken(Outcome.REFUSED, null);
    };
  }

  private void pair(PartnerMessage hello, long now) {
    String wrong = wrong(hello);
    if (wrong != null) {
      if (!wrong.equals(complaint)) {
        log.warn("partner {}: {}", name(), wrong);
        complaint = wrong;
      }
      return;
    }
    heardAt = now;
    InetAddress address = hello.address().getAddress();
    if (!address.equals(paired)) {
      log.info("partner {} is there: announcing {}", name(), AddressText.of(address));
      paired = address;
      announcement.set(alone.beside(address));
    }
  }

  private @Nullable String wrong(PartnerMessage hello) {
    InetSocketAddress theirs = hello.address();
    if (theirs.getPort() != alone.firstPort() || hello.secondPort() != alone.secondPort()) {
      return "serves ports %d and %d, we %d and %d: give both the same --stun-ports"
          .formatted(theirs.getPort(), hello.secondPort(), alone.firstPort(), alone.secondPort());
    }
    if (theirs.getAddress().equals(alone.primary())) {
      return "announces our own address " + AddressText.of(alone.primary());
    }
    return theirs.getAddress().getAddress().length == alone.primary().getAddress().length
        ? null
        : "has an address of the other family";
  }

  private boolean isReply(PartnerMessage message) {
    ByteBuf reply = Unpooled.wrappedBuffer(message.datagram());
    InetAddress to = message.address().getAddress();
    return StunDecoder.looksLikeStun(reply)
        && reply.getUnsignedShort(0) == SUCCESS_RESPONSE
        && !to.isMulticastAddress()
        && !to.isAnyLocalAddress()
        && to.getAddress().length == alone.primary().getAddress().length;
  }
}
