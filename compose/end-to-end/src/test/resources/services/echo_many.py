"""Echo server, or COUNT connections to one that are all open at once and each get their own bytes back."""
import asyncio, os, resource, sys

resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)


async def answer(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    writer.close()


async def serve(host, port):
    server = await asyncio.start_server(answer, host, port, backlog=1024)
    print("ready", flush=True)
    await server.serve_forever()


async def many(host, port, count):
    opened = []
    for start in range(0, count, 200):  # a burst the backlog can take
        opened += await asyncio.gather(
            *(asyncio.open_connection(host, port) for _ in range(start, min(count, start + 200))))

    async def ask(reader, writer):
        mine = os.urandom(2000)
        writer.write(mine)
        return await asyncio.wait_for(reader.readexactly(len(mine)), 60) == mine

    right = 0
    for _ in range(2):
        right = sum(await asyncio.gather(*(ask(*each) for each in opened)))
    print(right, "of", count, flush=True)


if sys.argv[1] == "serve":
    asyncio.run(serve(sys.argv[2], int(sys.argv[3])))
else:
    asyncio.run(many(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
