"""COUNT connections to an echo server that write 2 MB, or what is taken of it, and read nothing; then another one, which must work;
then all are read, and must get what they wrote."""
import asyncio, resource, socket, sys

resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
BLOCK = bytes(range(256)) * 64
MOST = 2 << 20  # more than Awl keeps; the kernels would take ten times that


class Stalled:
    def __init__(self, address):
        self.socket = socket.socket()
        for buffer in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            self.socket.setsockopt(socket.SOL_SOCKET, buffer, 16384)
        self.socket.connect(address)
        self.socket.setblocking(False)
        self.written = 0

    def write(self):
        """Whether anything was taken."""
        before = self.written
        try:
            while self.written < MOST:
                at = self.written % len(BLOCK)
                self.written += self.socket.send(BLOCK[at:][:MOST - self.written])
        except BlockingIOError:
            pass
        return self.written > before

    async def read(self):
        loop, got = asyncio.get_running_loop(), 0
        self.socket.shutdown(socket.SHUT_WR)
        while data := await asyncio.wait_for(loop.sock_recv(self.socket, 65536), 60):
            at = got % len(BLOCK)
            if (BLOCK * 6)[at:at + len(data)] != data:
                raise SystemExit(f"other bytes at {got}")
            got += len(data)
        if got != self.written:
            raise SystemExit(f"{got} of {self.written} bytes came back")


async def main(address, count):
    stalled = [Stalled(address) for _ in range(count)]
    quiet = 0
    while quiet < 3:
        quiet = 0 if any([each.write() for each in stalled]) else quiet + 1
        await asyncio.sleep(0.2)
    print(sum(each.written for each in stalled) >> 20, "MB taken", flush=True)
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"hello")
    await asyncio.wait_for(reader.readexactly(5), 20)
    print("answered", flush=True)
    writer.close()
    await asyncio.gather(*(each.read() for each in stalled))
    print("all came back", flush=True)


asyncio.run(main((sys.argv[1], int(sys.argv[2])), int(sys.argv[3])))
