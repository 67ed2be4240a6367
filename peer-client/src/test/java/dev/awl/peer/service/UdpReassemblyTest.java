package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UdpReassemblyTest {

  private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(true);
  private final UdpReassembly flow = new UdpReassembly(new UdpReassembly.Budget());

  @AfterEach
  void nothing_is_left() {
    flow.close();
    assertThat(alloc.metric().usedDirectMemory()).isZero();
  }

  private byte @Nullable [] take(byte[] fragment) {
    ByteBuf whole = flow.fragment(Unpooled.wrappedBuffer(fragment), alloc);
    if (whole == null) {
      return null;
    }
    byte[] bytes = io.netty.buffer.ByteBufUtil.getBytes(whole);
    whole.release();
    return bytes;
  }

  private static byte[] fragment(int datagram, int index, int count, int... data) {
    ByteBuf out = Unpooled.buffer();
    out.writeShort(datagram).writeByte(index).writeByte(count);
    for (int each : data) {
      out.writeByte(each);
    }
    return io.netty.buffer.ByteBufUtil.getBytes(out);
  }

  @Test
  void puts_fragments_together_in_any_order_and_between_those_of_others() {
    assertThat(take(fragment(1, 1, 2, 3))).isNull();
    assertThat(take(fragment(2, 0, 2, 4))).isNull();
    assertThat(take(fragment(1, 1, 2, 9))).as("twice").isNull();
    assertThat(take(fragment(1, 0, 2, 1, 2))).containsExactly(1, 2, 3);
    assertThat(take(fragment(2, 1, 2, 5))).containsExactly(4, 5);
  }

  @Test
  void datagram_of_which_one_is_lost_makes_way() {
    assertThat(take(fragment(1, 0, 2, 1))).isNull();
    assertThat(take(fragment(5, 0, 2, 7))).isNull();
    assertThat(take(fragment(1, 1, 2, 2))).as("its other half is gone").isNull();
    assertThat(take(fragment(5, 1, 2, 8))).as("pushed out by the late one").isNull();
  }

  @Test
  void refuses_what_is_no_fragment() {
    for (byte[] each :
        List.of(new byte[3], fragment(1, 2, 2), fragment(1, 0, 0), fragment(1, 60, 255))) {
      assertThatThrownBy(() -> take(each)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void holds_no_more_than_its_budget() {
    UdpReassembly.Budget budget = new UdpReassembly.Budget();
    List<UdpReassembly> flows = new ArrayList<>();
    byte[] part = new byte[4 + UdpFrame.MAX_FRAGMENT];
    part[3] = 50;
    for (int i = 0; i < 5000; i++) {
      UdpReassembly each = new UdpReassembly(budget);
      flows.add(each);
      assertThat(each.fragment(Unpooled.wrappedBuffer(part), alloc)).isNull();
    }
    assertThat(alloc.metric().usedDirectMemory()).isLessThanOrEqualTo(4 << 20);
    flows.forEach(UdpReassembly::close);
  }

  @Test
  void requests_survive_the_wire_and_junk_is_refused() {
    ServiceRequest request =
        new ServiceRequest("web", "h", 7, new java.net.InetSocketAddress("192.0.2.1", 99));
    ByteBuf out = Unpooled.buffer();
    request.encode(out);
    for (int cut = 0; cut < out.readableBytes(); cut++) {
      assertThat(ServiceRequest.decode(out.slice(0, cut))).isNull();
    }
    assertThat(ServiceRequest.decode(out)).isEqualTo(request);
    assertThat(out.isReadable()).isFalse();
    Random random = new Random(3);
    List<Integer> kinds = new ArrayList<>(Collections.nCopies(3, 0));
    for (int i = 0; i < 20_000; i++) {
      byte[] junk = new byte[random.nextInt(40)];
      random.nextBytes(junk);
      if (junk.length > 2) {
        junk[0] = 0;
        junk[1] = (byte) random.nextInt(junk.length);
        junk[2] = (byte) random.nextInt(6);
      }
      int kind;
      try {
        kind = ServiceRequest.decode(Unpooled.wrappedBuffer(junk)) == null ? 0 : 1;
      } catch (IllegalArgumentException e) {
        kind = 2;
      }
      kinds.set(kind, kinds.get(kind) + 1);
    }
    assertThat(kinds).allMatch(count -> count > 0);
  }
}
