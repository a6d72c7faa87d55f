"""A relay from a model to WebSockets, as the documentation of FastAPI and of the openai SDK has it.

Sources: https://fastapi.tiangolo.com/advanced/websockets/ (endpoints, ConnectionManager,
WebSocketDisconnect) and https://github.com/openai/openai-python#streaming-responses. The address
and the key come from the SDK's own environment variables. It keeps nothing, and cannot resume.
"""

import time
from collections.abc import AsyncIterator

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.concurrency import run_in_threadpool
from openai import AsyncOpenAI

app = FastAPI()
client = AsyncOpenAI()


async def texts(question: str) -> AsyncIterator[str]:
    stream = await client.chat.completions.create(
        model="bench", messages=[{"role": "user", "content": question}], stream=True
    )
    async for chunk in stream:
        if chunk.choices and (text := chunk.choices[0].delta.content):
            yield text


@app.websocket("/ws")
async def relay(websocket: WebSocket) -> None:
    await websocket.accept()
    try:
        while True:
            question = await websocket.receive_text()
            async for text in texts(question):
                await websocket.send_text(text)
            await websocket.send_text("[DONE]")
    except WebSocketDisconnect:
        pass


@app.websocket("/echo")
async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    try:
        while True:
            data = await websocket.receive_text()
            await websocket.send_text(f"Message text was: {data}")
    except WebSocketDisconnect:
        pass


class ConnectionManager:
    def __init__(self) -> None:
        self.active_connections: list[WebSocket] = []

    async def connect(self, websocket: WebSocket) -> None:
        await websocket.accept()
        self.active_connections.append(websocket)

    def disconnect(self, websocket: WebSocket) -> None:
        self.active_connections.remove(websocket)

    async def broadcast(self, message: str) -> None:
        for connection in self.active_connections:
            await connection.send_text(message)


manager = ConnectionManager()


@app.websocket("/room")
async def room(websocket: WebSocket) -> None:
    await manager.connect(websocket)
    try:
        while True:
            question = await websocket.receive_text()
            async for text in texts(question):
                await manager.broadcast(text)
            await manager.broadcast("[DONE]")
    except WebSocketDisconnect:
        manager.disconnect(websocket)


@app.websocket("/work")
async def work(websocket: WebSocket) -> None:
    """What blocks goes into the thread pool, as FastAPI advises."""
    await websocket.accept()
    try:
        while True:
            seconds = float(await websocket.receive_text())
            await run_in_threadpool(time.sleep, seconds)
            await websocket.send_text("done")
    except WebSocketDisconnect:
        pass
