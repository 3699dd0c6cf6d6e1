# SPDX-License-Identifier: Apache-2.0
"""Stands between a client and a server and makes the server look far away: what the client sends arrives so
many milliseconds later, in order and as fast as ever, so that each request takes so much longer.

    slow_link.py SERVER_PORT MILLISECONDS        prints the port that it listens on
"""

import asyncio
import sys


class End(asyncio.Protocol):
    """One of two ends: what comes in here goes out at the other one, `seconds` later."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        self.other: End | None = None
        self.transport: asyncio.Transport | None = None
        self.early: list[bytes] = []  # What came before the other end was there.

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        if self.seconds:
            asyncio.get_running_loop().call_later(self.seconds, self.pass_on, data)
        else:
            self.pass_on(data)

    def pass_on(self, data):
        if self.other is None:
            self.early.append(data)
        elif not self.other.transport.is_closing():
            self.other.transport.write(data)

    def connection_lost(self, _):
        if self.other is not None:
            self.other.transport.close()

    def pause_writing(self):
        self.other.transport.pause_reading()

    def resume_writing(self):
        if not self.other.transport.is_closing():
            self.other.transport.resume_reading()


async def serve(server_port: int, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    ends = set()

    class Client(End):
        def connection_made(self, transport):
            super().connection_made(transport)
            task = loop.create_task(self.reach())
            ends.add(task)
            task.add_done_callback(ends.discard)

        async def reach(self):
            _, server = await loop.create_connection(lambda: End(0), "127.0.0.1", server_port)
            server.other, self.other = self, server
            for data in self.early:
                server.transport.write(data)

    listening = await loop.create_server(lambda: Client(seconds), "127.0.0.1", 0, backlog=1024)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2]) / 1000))
