"""What is done to jobs, and said in the chat. Sockets, views, the admin and tools call the same."""

from functools import partial

from realtime.engine import Accepted, engine
from video import jobs, orders, queue
from video.jobs import Order, Stored
from video.models import VideoJob
from video.rooms import code_room

CHAT_KIND = "video.chat"


async def video_generate(code: str, order: Order, *, actor: str, address: str) -> Stored:
    """Store a job for a code; a worker takes it up. Raises SlowDown, QueueIsFull, StorageBusy."""
    orders.order_admit(address)
    return await engine().commit(lambda _: jobs.job_store(code, order, actor=actor))


async def job_cancel(task_id: int, room: int | None = None) -> bool:
    """End a job that nobody wants; False where it has ended. Raises NoSuchJob, StorageBusy."""

    def cancel() -> bool:
        cancelled = jobs.job_cancel(task_id, room)
        queue.places_tell()
        return cancelled

    return await engine().commit(lambda _: cancel())


async def job_retry(task_id: int, room: int | None = None) -> VideoJob:
    """Try an ended job again. Raises NoSuchJob, WrongState, QueueIsFull, StorageBusy."""
    return await engine().commit(lambda _: jobs.job_retry(task_id, room))


async def chat_ask(
    code: str, content: str, *, actor: str, address: str, client_message_id: str | None
) -> Accepted:
    """Store what was said in the chat, and start its answer. Raises QueueFull, StorageBusy."""
    start = partial(engine().run_start, code_room(code), CHAT_KIND)
    return await start(
        {"code": code, "content": content},
        actor=actor,
        client_message_id=client_message_id,
        private={"address": address},
    )
