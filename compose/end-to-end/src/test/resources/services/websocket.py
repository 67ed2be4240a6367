"""A WebSocket echo server, and a client that sends messages of many sizes."""
import asyncio, os, sys, websockets

role, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])


async def answer(connection, path=None):
    async for message in connection:
        await connection.send(message)


async def serve():
    async with websockets.serve(answer, host, port, max_size=None):
        print("ready", flush=True)
        await asyncio.Future()


async def use():
    async with websockets.connect(f"ws://{host}:{port}/", max_size=None) as connection:
        for size in (0, 1, 125, 126, 65535, 65536, 1_000_000):
            message = os.urandom(size)
            await connection.send(message)
            assert await asyncio.wait_for(connection.recv(), 10) == message, size
    print("echoed")


asyncio.run(serve() if role == "serve" else use())
