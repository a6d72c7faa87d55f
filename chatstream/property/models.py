"""Bills, parking and repairs of a resident."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from realtime.keys import MAX_NAME_LENGTH


class ResidentRow(models.Model):
    """A row that belongs to one resident, by the id that the chat knows them by."""

    user_id = models.CharField(max_length=MAX_NAME_LENGTH, db_index=True)

    class Meta:
        abstract = True
        app_label = "chatstream"


class Bill(ResidentRow):
    """A fee for one period. Paid when it has a date of payment."""

    class Category(models.TextChoices):
        PROPERTY = "property", "物业费"
        WATER = "water", "水费"
        PARKING = "parking", "停车费"

    category = models.CharField(max_length=16, choices=Category.choices)
    period = models.CharField(max_length=32, help_text=_("Such as 2026-10."))
    amount = models.DecimalField(max_digits=10, decimal_places=2, help_text=_("In yuan."))
    due_on = models.DateField()
    paid_on = models.DateField(null=True, blank=True)

    class Meta(ResidentRow.Meta):
        abstract = False
        verbose_name = _("bill")
        verbose_name_plural = _("bills")
        constraints = [
            models.UniqueConstraint(fields=["user_id", "category", "period"], name="bill_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.period}: {self.amount}"


class ParkingRecord(ResidentRow):
    """One stay of a car. Still parked while it has no departure."""

    plate = models.CharField(max_length=16)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    fee = models.DecimalField(max_digits=8, decimal_places=2, default=0, help_text=_("In yuan."))

    class Meta(ResidentRow.Meta):
        abstract = False
        verbose_name = _("parking record")
        verbose_name_plural = _("parking records")
        constraints = [
            models.UniqueConstraint(fields=["plate", "entered_at"], name="parking_record_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plate} {self.entered_at:%Y-%m-%d %H:%M}"


class RepairTicket(ResidentRow):
    """A repair that was asked for. It waits for details until somebody says what is broken."""

    class Status(models.TextChoices):
        NEEDS_DETAILS = "needs_details", "待补充"
        OPEN = "open", "待派单"
        DONE = "done", "已完成"

    description = models.CharField(max_length=500, blank=True)
    location = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=16, choices=Status.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(ResidentRow.Meta):
        abstract = False
        verbose_name = _("repair ticket")
        verbose_name_plural = _("repair tickets")

    def __str__(self) -> str:
        return f"{self.number} {self.description[:40]}"

    @property
    def number(self) -> str:
        """What a resident is told, such as `R-00042`."""
        return f"R-{self.pk:05d}"
