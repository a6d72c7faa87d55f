"""What the property desk writes."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from chatstream.property.models import Bill, ParkingRecord, RepairTicket


@transaction.atomic
def repair_ticket_create(user_id: str, description: str, location: str) -> RepairTicket:
    """Store a repair. Details complete the ticket that waits for them, where there is one."""
    Status = RepairTicket.Status  # noqa: N806 (a class)
    waiting = RepairTicket.objects.select_for_update().filter(
        user_id=user_id, status=Status.NEEDS_DETAILS
    )
    ticket = waiting.order_by("id").first() or RepairTicket(user_id=user_id)
    ticket.description = description or ticket.description
    ticket.location = location or ticket.location
    ticket.status = Status.OPEN if ticket.description else Status.NEEDS_DETAILS
    ticket.save()
    return ticket


@transaction.atomic
def demo_seed(user_id: str) -> int:
    """Give a resident bills and parking records to ask about; return how many were new.

    Dates are relative to today, so that a demo of any day has something due. Safe to repeat.
    """
    today = timezone.localdate()
    made = [_seed_bill(user_id, today, back, paid=back > 2) for back in range(6)]
    made += [_seed_stay(user_id, today, back) for back in range(4)]
    return sum(made)


def _seed_bill(user_id: str, today: date, months_back: int, *, paid: bool) -> bool:
    month = today.year * 12 + today.month - 1 - months_back
    first = date(month // 12, month % 12 + 1, 1)
    category = Bill.Category.WATER if months_back % 3 == 1 else Bill.Category.PROPERTY
    amount = Decimal("68.40") if category == Bill.Category.WATER else Decimal("286.50")
    _, created = Bill.objects.get_or_create(
        user_id=user_id,
        category=category,
        period=f"{first:%Y-%m}",
        defaults={
            "amount": amount,
            "due_on": first + timedelta(days=24),
            "paid_on": first + timedelta(days=18) if paid else None,
        },
    )
    return created


def _seed_stay(user_id: str, today: date, days_back: int) -> bool:
    day = today - timedelta(days=days_back + 1)
    entered = datetime(
        day.year, day.month, day.day, 18, 5 + 7 * days_back, tzinfo=timezone.get_current_timezone()
    )
    if ParkingRecord.objects.filter(user_id=user_id, entered_at=entered).exists():
        return False
    ParkingRecord.objects.create(
        user_id=user_id,
        plate=f"粤B{sum(user_id.encode()) % 90000 + 10000}",
        entered_at=entered,
        left_at=entered + timedelta(hours=13, minutes=20) if days_back else None,
        fee=Decimal(15) if days_back else Decimal(0),
    )
    return True
