"""What the property desk reads: the rows of one resident, as the model is told them."""

from datetime import date
from typing import Any

from django.utils import timezone

from chatstream.property.models import Bill, ParkingRecord, RepairTicket

#: Rows that one answer tells at most; a model's window is not for a whole table.
LIMIT = 20


def unpaid_bills(user_id: str) -> list[dict[str, Any]]:
    """Return a resident's unpaid bills, the oldest first, amounts in yuan as text."""
    bills = Bill.objects.filter(user_id=user_id, paid_on=None).order_by("due_on")[:LIMIT]
    today = timezone.localdate()
    return [_bill(bill, today) for bill in bills]


def _bill(bill: Bill, today: date) -> dict[str, Any]:
    return {
        "category": bill.get_category_display(),
        "period": bill.period,
        "amount": str(bill.amount),
        "due_on": bill.due_on.isoformat(),
        "overdue": bill.due_on < today,
    }


def parking_records(user_id: str) -> list[dict[str, Any]]:
    """Return a resident's newest parking records; `left_at` is null while the car is there."""
    records = ParkingRecord.objects.filter(user_id=user_id).order_by("-entered_at")[:LIMIT]
    return [
        {
            "plate": record.plate,
            "entered_at": f"{timezone.localtime(record.entered_at):%Y-%m-%d %H:%M}",
            "left_at": record.left_at and f"{timezone.localtime(record.left_at):%Y-%m-%d %H:%M}",
            "fee": str(record.fee),
        }
        for record in records
    ]


def repair_tickets(user_id: str) -> list[dict[str, Any]]:
    """Return a resident's newest repair tickets."""
    tickets = RepairTicket.objects.filter(user_id=user_id).order_by("-id")[:LIMIT]
    return [repair_ticket_facts(ticket) for ticket in tickets]


def repair_ticket_facts(ticket: RepairTicket) -> dict[str, Any]:
    """Return what the model is told of a ticket."""
    return {
        "number": ticket.number,
        "description": ticket.description,
        "location": ticket.location,
        "status": ticket.get_status_display(),
        "needs_details": ticket.status == RepairTicket.Status.NEEDS_DETAILS,
    }
