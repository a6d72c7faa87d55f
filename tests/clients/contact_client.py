"""The contact desk's client in the way of the document's Python example.

`python tests/clients/contact_client.py ADDRESS`: it prints what the server says, one line a frame.
"""

import asyncio
import json
import sys
from datetime import datetime

import websockets

QUESTIONS = (
    "你好，这个博客系统是怎么搭建的？",
    "能介绍一下使用的技术栈吗？",
    "如何部署到生产环境？",
)
#: As the document's test has it: nobody waits longer for a reply.
PATIENCE = 4.0


async def talk(address: str) -> None:
    """Ask to be contacted, then each question, when the one before has been answered."""
    async with websockets.connect(address) as socket:
        replied = asyncio.Event()

        async def listen() -> None:
            async for message in socket:
                frame = json.loads(message)
                said = " ".join(frame.get("message", "").split())
                sys.stdout.write(f"{frame['type']} {said}\n")
                if frame["type"] == "chat_message":
                    replied.set()

        listener = asyncio.create_task(listen())
        await send(socket, "contact_request", "你好，我想咨询技术问题", userAgent="Python客户端")
        for question in QUESTIONS:
            replied.clear()
            await send(socket, "chat_message", question)
            await asyncio.wait_for(replied.wait(), PATIENCE)
        await socket.send(json.dumps({"type": "ping"}))
        await asyncio.sleep(0.2)
        listener.cancel()


async def send(
    socket: websockets.ClientConnection, kind: str, message: str, **more: object
) -> None:
    # A naive local time, as the document's client sends it.
    timestamp = datetime.now().isoformat()  # noqa: DTZ005
    frame = {"type": kind, "message": message, "timestamp": timestamp, **more}
    await socket.send(json.dumps(frame))


if __name__ == "__main__":
    asyncio.run(talk(sys.argv[1]))
