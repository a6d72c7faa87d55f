"""What was spent, and whose tickets are void."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from realtime.admin.base import ReadOnlyAdmin
from realtime.models import Revocation, Spending


@admin.register(Spending)
class SpendingAdmin(ReadOnlyAdmin):
    list_display = ("day", "whose", "spent", "reserved")
    list_filter = ("day",)
    search_fields = ("actor",)
    ordering = ("-day", "-spent")

    @admin.display(description=_("actor"), ordering="actor")
    def whose(self, spending: Spending) -> str:
        return spending.actor or str(_("everybody"))


@admin.register(Revocation)
class RevocationAdmin(ReadOnlyAdmin):
    list_display = ("subject", "at")
    search_fields = ("subject",)
    ordering = ("-at",)
