"""What the model may do at the property desk, always for the resident who asks."""

from dataclasses import dataclass, field
from typing import Any

import orjson
from channels.db import database_sync_to_async
from pydantic import BaseModel, ConfigDict, Field

from chatstream.property import selectors, services
from llm.tools import Tool
from realtime.transactions import read


@dataclass(frozen=True, slots=True)
class Resident:
    """Who asks. `token` is the client's own, for an upstream that wants it; never shown."""

    user_id: str
    token: str = field(default="", repr=False)


class NoArguments(BaseModel):
    """The resident is known; there is nothing to choose."""

    model_config = ConfigDict(extra="ignore")


class RepairArguments(BaseModel):
    """What is broken, and where."""

    model_config = ConfigDict(extra="ignore")

    description: str = Field(
        "", max_length=500, description="What is broken, in the resident's words; empty if unknown."
    )
    location: str = Field("", max_length=100, description="Where: kitchen, bathroom, lift …")


async def _unpaid_bills(resident: Resident, _: NoArguments) -> str:
    return _told(bills=await read(selectors.unpaid_bills, resident.user_id))


async def _parking_records(resident: Resident, _: NoArguments) -> str:
    return _told(records=await read(selectors.parking_records, resident.user_id))


async def _repair_tickets(resident: Resident, _: NoArguments) -> str:
    return _told(tickets=await read(selectors.repair_tickets, resident.user_id))


async def _create_repair_ticket(resident: Resident, given: RepairArguments) -> str:
    create = database_sync_to_async(services.repair_ticket_create, thread_sensitive=False)
    ticket = await create(resident.user_id, given.description.strip(), given.location.strip())
    return _told(ticket=selectors.repair_ticket_facts(ticket))


def _told(**facts: Any) -> str:
    return orjson.dumps(facts).decode()


PROPERTY_TOOLS: tuple[Tool[Resident, Any], ...] = (
    Tool(
        name="query_unpaid_bills",
        description="List the resident's unpaid property, water and parking bills.",
        arguments=NoArguments,
        handler=_unpaid_bills,
        display_name="查询未缴账单",
        icon="🧾",
        category="billing",
        calling_message="正在查询您的未缴账单...",
        completed_message="账单查询完成",
    ),
    Tool(
        name="query_parking_records",
        description="List the resident's latest parking records.",
        arguments=NoArguments,
        handler=_parking_records,
        display_name="查询停车记录",
        icon="🚗",
        category="parking",
        calling_message="正在查询您的停车记录...",
        completed_message="停车记录查询完成",
    ),
    Tool(
        name="create_repair_ticket",
        description=(
            "Report a repair. Without a description the ticket waits for one; "
            "calling again with a description completes it."
        ),
        arguments=RepairArguments,
        handler=_create_repair_ticket,
        display_name="登记报修",
        icon="🔧",
        category="repair",
        calling_message="正在为您登记报修...",
        completed_message="报修登记完成",
    ),
    Tool(
        name="query_repair_tickets",
        description="List the resident's repair tickets and how far they are.",
        arguments=NoArguments,
        handler=_repair_tickets,
        display_name="查询报修进度",
        icon="📋",
        category="repair",
        calling_message="正在查询您的报修单...",
        completed_message="报修单查询完成",
    ),
)
