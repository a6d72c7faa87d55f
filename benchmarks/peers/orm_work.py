"""A team's own consumer whose ORM work takes as long as it is told, beside whatever is measured.

As Channels documents it: https://channels.readthedocs.io/en/stable/topics/databases.html. The
database waits rather than counts, as one on another machine would: no core is taken from the rest.
"""

import time
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import connection


class OrmWork(AsyncWebsocketConsumer):
    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.work(float(text_data or 0))
        await self.send(text_data="done")

    @database_sync_to_async
    def work(self, seconds: float) -> None:
        connection.ensure_connection()
        database: Any = connection.connection
        database.create_function("wait", 1, time.sleep)
        with connection.cursor() as cursor:
            cursor.execute("SELECT wait(%s)", [seconds])
