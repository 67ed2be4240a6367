package dev.awl.peer.service;

import dev.awl.peer.alg.Expectation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Waits for a connection of the user's: passive mode. The inner peer then dials the service. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write shows on the stream
final class ExpectationOfUser extends UserExpectation implements OneTimeListener.Owner {

  private @Nullable OneTimeListener listener;
  private @Nullable InetSocketAddress bound;

  ExpectationOfUser(UserControl control, Expectation expectation) {
    super(control, expectation);
  }

  @Override
  void start() {
    listener =
        OneTimeListener.open(
            loop(),
            expectation().local(),
            control().user().dataConnections().ports(),
            expectation().user(),
            this);
  }

  @Override
  public void bound(InetSocketAddress address) {
    bound = address;
    ask();
  }

  @Override
  public void failed(Throwable cause) {
    giveUp("no free port here for it (see --ftp-ports)");
  }

  @Override
  void answer(ByteBuf received) {
    InetSocketAddress address = bound;
    if (received.isReadable() && !isAcknowledged() && address != null) {
      DialStatus status = DialStatus.of(received.readUnsignedByte());
      if (status == DialStatus.OK) {
        acknowledge(address);
      } else {
        giveUp(status.text());
      }
    }
  }

  @Override
  public void accepted(Channel tcp) {
    QuicStreamChannel stream = stream();
    if (isOver() || !isAcknowledged() || stream == null || !stream.isActive()) {
      Splice.reset(tcp);
      giveUp("the user came too early");
      return;
    }
    use();
    UserCall call =
        new UserCall(tcp, control().paces(), why -> control().unreachable(expectation(), why));
    stream.pipeline().addLast(call.statusReader());
    stream.pipeline().remove(this);
    stream.write(stream.alloc().directBuffer(1).writeByte(InnerExpectation.CONNECTED));
    control().secureData(this, tcp, stream);
    joined(call.join(stream), tcp);
  }

  @Override
  void closeListener() {
    if (listener != null) {
      listener.close();
    }
  }
}
