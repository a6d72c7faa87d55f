"""What the built-in offline model knows of the property desk, in Chinese and English."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from llm.offline.skills import Question, Skill, ToolResult, ToolSkill

ASK_FOR_DETAILS = "请告诉我哪里坏了"
ASK_FOR_DETAILS_EN = "Please tell me what is broken"

_REQUEST_ONLY = re.compile(
    r"(我|想|要|需要|请|帮我|一下|申请|报修|维修|修理|你好|您好|i|want|need|would|like|to|please|"
    r"report|request|a|repair|hello|hi|[\s，。！？,.!?'’])+",
    re.IGNORECASE,
)
_PLACES = (
    "厨房", "卫生间", "浴室", "客厅", "卧室", "阳台", "楼道", "电梯", "车库", "大门",
    "kitchen", "bathroom", "living room", "bedroom", "balcony", "hallway", "lift", "garage",
)  # fmt: skip


def skills() -> tuple[Skill, ...]:
    """Return the skills in which the property desk instructs the offline model."""
    return (
        ToolSkill(
            tool="query_unpaid_bills",
            keywords=("账单", "物业费", "缴费", "欠费", "水费", "停车费", "bill", "fee", "owe"),
            wording=_word_bills,
        ),
        ToolSkill(
            tool="query_parking_records",
            keywords=("停车", "车位", "车辆", "停车记录", "parking", "parked", "my car"),
            wording=_word_parking,
        ),
        ToolSkill(
            tool="query_repair_tickets",
            keywords=("报修进度", "维修进度", "报修单", "报修记录", "进度", "repair status",
                      "repair ticket", "my repairs"),
            wording=_word_tickets,
        ),
        _RepairSkill(
            tool="create_repair_ticket",
            keywords=("报修", "维修", "修理", "坏", "漏水", "堵", "停电", "repair", "broken",
                      "leak", "fix", "blocked"),
            wording=_word_new_ticket,
            arguments=_repair_arguments,
        ),
    )  # fmt: skip


class _RepairSkill(ToolSkill):
    """Also takes what follows the question "what is broken?" as its answer."""

    def matches(self, question: Question) -> float:
        if found := super().matches(question):
            return found
        return 0.5 if self.tool in question.offered and _asked_for_details(question) else 0


def _asked_for_details(question: Question) -> bool:
    said = [str(m.get("content")) for m in question.messages if m.get("role") == "assistant"]
    return bool(said) and any(ask in said[-1] for ask in (ASK_FOR_DETAILS, ASK_FOR_DETAILS_EN))


def _repair_arguments(question: Question) -> Mapping[str, Any]:
    if _REQUEST_ONLY.fullmatch(question.text):
        return {}
    place = next((place for place in _PLACES if place in question.text.lower()), "")
    return {"description": question.text.strip()[:500], "location": place}


def _word_bills(question: Question, result: ToolResult) -> str:
    bills = result.data["bills"]
    total = sum((Decimal(bill["amount"]) for bill in bills), Decimal(0))
    if not bills:
        return "您没有未缴的账单。" if question.chinese else "You have no unpaid bills."
    if question.chinese:
        lines = [
            f"- {bill['period']} {bill['category']}：{bill['amount']} 元，"
            f"{bill['due_on']} 到期{'（已逾期）' if bill['overdue'] else ''}"
            for bill in bills
        ]
        head = f"您有 {len(bills)} 笔未缴账单，共 {total} 元："
        return "\n".join([head, *lines, "请按时缴纳，如有疑问可以继续问我。"])
    lines = [
        f"- {bill['period']} {bill['category']}: ¥{bill['amount']}, due {bill['due_on']}"
        f"{' (overdue)' if bill['overdue'] else ''}"
        for bill in bills
    ]
    return "\n".join([f"You have {len(bills)} unpaid bills, ¥{total} in all:", *lines])


def _word_parking(question: Question, result: ToolResult) -> str:
    records = result.data["records"]
    if not records:
        return (
            "没有找到您的停车记录。" if question.chinese else "I found no parking records of yours."
        )
    if question.chinese:
        lines = [
            f"- {record['plate']}：{record['entered_at']} 进场，"
            + (
                f"{record['left_at']} 离场，费用 {record['fee']} 元"
                if record["left_at"]
                else "仍在场内"
            )
            for record in records
        ]
        return "\n".join([f"您最近的 {len(records)} 条停车记录：", *lines])
    lines = [
        f"- {record['plate']}: in {record['entered_at']}, "
        + (f"out {record['left_at']}, ¥{record['fee']}" if record["left_at"] else "still parked")
        for record in records
    ]
    return "\n".join([f"Your latest {len(records)} parking records:", *lines])


def _word_tickets(question: Question, result: ToolResult) -> str:
    tickets = result.data["tickets"]
    if not tickets:
        return "您还没有报修单。" if question.chinese else "You have no repair tickets yet."
    head = f"您有 {len(tickets)} 张报修单：" if question.chinese else "Your repair tickets:"
    lines = [
        f"- {ticket['number']}｜{ticket['status']}｜{ticket['description'] or '—'}"
        for ticket in tickets
    ]
    return "\n".join([head, *lines])


def _word_new_ticket(question: Question, result: ToolResult) -> str:
    ticket = result.data["ticket"]
    number = ticket["number"]
    if ticket["needs_details"]:
        if question.chinese:
            return f"已为您登记报修单 {number}。{ASK_FOR_DETAILS}、在什么位置，我会补充到报修单里。"
        return f"I have opened repair ticket {number}. {ASK_FOR_DETAILS_EN}, and where."
    if question.chinese:
        return f"报修单 {number} 已登记：{ticket['description']}。维修师傅会尽快与您联系。"
    return f"Repair ticket {number} is registered: {ticket['description']}. We will be in touch."
