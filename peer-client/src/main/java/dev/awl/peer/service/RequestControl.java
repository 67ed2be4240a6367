package dev.awl.peer.service;

import dev.awl.peer.alg.AlgCommand;
import dev.awl.peer.alg.AlgEvent;
import dev.awl.peer.alg.AlgHelper;
import dev.awl.peer.alg.ControlConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access end of what one user address asks of a service, in datagrams that a helper reads: runs
 * the helper's machine between the user and the flow of requests, and keeps what it expects.
 */
@SuppressWarnings("FutureReturnValueIgnored") // datagrams get lost
final class RequestControl implements UserFlow.Sink, HelperRun.Owner {

  /** Has the controls of one port. */
  interface Owner {
    void ended(RequestControl control);

    /** Ends one whose transfer is over, for the port that it has; false: there is none. */
    boolean makeRoom();
  }

  private static final Logger LOG = LoggerFactory.getLogger(RequestControl.class);

  private final ServiceUser user;
  private final Service service;
  private final Channel socket;
  private final InetSocketAddress replyTo;
  private final InetSocketAddress from;
  private final Owner owner;
  private final UserFlow requests;
  private final HelperRun run;
  private @Nullable ExpectedDatagrams expected;
  private boolean startsOver;
  private boolean transferred;
  private boolean over;

  RequestControl(
      ServiceUser user,
      Service service,
      AlgHelper helper,
      ServiceRequest request,
      Channel socket,
      Owner owner) {
    this.user = user;
    this.service = service;
    this.socket = socket;
    this.owner = owner;
    replyTo = request.requireUser();
    from = Addresses.plain(replyTo);
    InetSocketAddress dialled = Addresses.plain((InetSocketAddress) socket.localAddress());
    ControlConnection connection =
        new ControlConnection(from, dialled, dialled.getAddress(), false);
    run = new HelperRun(socket.eventLoop(), helper.newSession(connection), this);
    requests = user.flows().begin(request, this);
  }

  ServiceUser user() {
    return user;
  }

  UserFlow requests() {
    return requests;
  }

  Channel socket() {
    return socket;
  }

  /** Whether it is here only in case that the last packet gets lost. */
  boolean isTransferred() {
    return transferred;
  }

  boolean makeRoom() {
    return owner.makeRoom();
  }

  /** Takes a datagram; false: it begins another conversation, and this one is over. */
  boolean fromUser(byte[] bytes) {
    happened(new AlgEvent.FromUser(bytes));
    return !startsOver;
  }

  void happened(AlgEvent event) {
    if (!over) {
      run.happened(event);
    }
  }

  @Override
  public void execute(AlgCommand command) {
    if (command instanceof AlgCommand.ToUser answer) {
      socket.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(answer.bytes()), replyTo));
    } else if (command instanceof AlgCommand.ToService ask) {
      user.flows().send(requests, Unpooled.wrappedBuffer(ask.bytes()));
      user.flows().flush();
    } else if (command instanceof AlgCommand.Expect expect && expected == null) {
      expected = new ExpectedDatagrams(this, expect.expectation());
      expected.start();
    } else if (command instanceof AlgCommand.Transferred done) {
      transferred = true;
      TransferLog.write(user, service, from, done);
    } else if (command instanceof AlgCommand.Note note) {
      user.refusedDatagrams(service, from, note.text());
    } else if (command instanceof AlgCommand.StartOver) {
      startsOver = true;
      end();
    } else if (command instanceof AlgCommand.Close close) {
      LOG.debug("{}: {}: {}", service.name(), from, close.reason());
      end();
    }
  }

  /** Everything was sent as it came. */
  @Override
  public void executed() {}

  void end() {
    if (over) {
      return;
    }
    over = true;
    run.end();
    if (expected != null) {
      expected.end();
    }
    user.flows().end(requests);
    owner.ended(this);
  }

  /** Everything that the service says comes to the flow for the answers. */
  @Override
  public void answer(ByteBuf payload, @Nullable InetSocketAddress source) {
    payload.release();
  }

  @Override
  public void over() {
    end();
  }

  @Override
  public void refused(DialStatus status) {
    if (expected != null) {
      expected.refused(status);
    }
  }
}
