package dev.awl.peer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkReaderTest {

  @Test
  void gives_back_the_bytes_however_the_stream_was_cut() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      ByteBuf sent = Unpooled.buffer();
      ByteBuf stream = Unpooled.buffer();
      for (int i = random.nextInt(6); i > 0; i--) {
        byte[] data = new byte[1 + random.nextInt(500)];
        random.nextBytes(data);
        sent.writeBytes(data);
        ByteBuf room = Unpooled.buffer(Chunk.HEADER + data.length);
        room.setIndex(Chunk.HEADER, Chunk.HEADER).writeBytes(data);
        stream.writeBytes(Chunk.of(room));
      }
      stream.writeInt(0);

      Collected collected = new Collected();
      ChunkReader reader = new ChunkReader(collected);
      while (stream.isReadable()) {
        assertThat(reader.hasEnded()).isFalse();
        reader.read(
            stream.readBytes(Math.min(stream.readableBytes(), 1 + random.nextInt(seed + 1))));
      }
      assertThat(reader.hasEnded()).isTrue();
      assertThat(collected.ends).isEqualTo(1);
      assertThat(collected.bytes).isEqualTo(sent);
    }
  }

  @Test
  void nothing_counts_after_the_end() {
    Collected collected = new Collected();
    ChunkReader reader = new ChunkReader(collected);
    reader.read(Unpooled.buffer().writeInt(0).writeInt(1).writeByte(9));
    assertThat(collected.bytes.isReadable()).isFalse();
    assertThat(collected.ends).isEqualTo(1);
  }

  private static final class Collected implements ChunkReader.Sink {
    final ByteBuf bytes = Unpooled.buffer();
    int ends;

    @Override
    public void bytes(ByteBuf data) {
      bytes.writeBytes(data);
      data.release();
    }

    @Override
    public void end() {
      ends++;
    }
  }
}
