"""A model's server that knows when it said each token: `python -m benchmarks.upstream --help`.

It answers any request with Chat Completions chunks, each token the wall-clock time in
nanoseconds at which it was written. Raw asyncio, so that it costs a benchmark's other side as
little as it can.
"""

import argparse
import asyncio
import sys
import time

HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
    b"Connection: close\r\nCache-Control: no-cache\r\n\r\n"
)
CHUNK = (
    b'data: {"id":"bench","object":"chat.completion.chunk","created":1,"model":"bench",'
    b'"choices":[{"index":0,"delta":{"content":"%d "},"finish_reason":null}]}\n\n'
)
END = (
    b'data: {"id":"bench","object":"chat.completion.chunk","created":1,"model":"bench",'
    b'"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
)


async def speak(writer: asyncio.StreamWriter, tokens: int, rate: float) -> None:
    """Write so many tokens, `rate` a second (0: at once), on a clock that does not drift."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    for number in range(tokens):
        if rate and (wait := start + number / rate - loop.time()) > 0:
            await asyncio.sleep(wait)
        if writer.is_closing():
            return
        writer.write(CHUNK % time.time_ns())
        if not rate and number % 64 == 0:
            await writer.drain()
    writer.write(END)
    await writer.drain()


async def serve(port: int, tokens: int, rate: float) -> None:
    """Print the base URL, then serve until the process is ended."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length:")
        )
        await reader.readexactly(length)
        writer.write(HEAD)
        try:
            await speak(writer, tokens, rate)
        except ConnectionError:
            return
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port, backlog=1024)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1\n")
    sys.stdout.flush()
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.upstream", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--tokens", type=int, default=500, help="tokens of each answer")
    parser.add_argument("--rate", type=float, default=50.0, help="tokens a second; 0: at once")
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.tokens, options.rate))


if __name__ == "__main__":
    main()
