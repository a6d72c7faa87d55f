"""All that the engine remembers: rooms, runs and their events; what was spent and revoked."""

from secrets import token_hex, token_urlsafe

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from realtime.keys import MAX_NAME_LENGTH, RoomKey
from realtime.states import RunState

RUN_STATES = [(state.value, state.value) for state in RunState]


def new_epoch() -> str:
    return token_hex(8)


def new_run_key() -> str:
    return token_urlsafe(12)


class Room(models.Model):
    """Who hears what. Its `offset` only grows; a new `epoch` says that it started again."""

    service = models.CharField(max_length=32)
    kind = models.CharField(max_length=32)
    name = models.CharField(max_length=MAX_NAME_LENGTH)
    epoch = models.CharField(max_length=16, default=new_epoch)
    offset = models.BigIntegerField(default=0)
    pruned_to = models.BigIntegerField(default=0, help_text=_("Events up to here are gone."))

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.UniqueConstraint(fields=["service", "kind", "name"], name="room_key"),
        ]

    def __str__(self) -> str:
        return f"{self.service}:{self.kind}:{self.name}"

    @property
    def key(self) -> RoomKey:
        return RoomKey(self.service, self.kind, self.name)


class Process(models.Model):
    """A process with an engine. One that has been silent for a lease counts as gone."""

    lease = models.CharField(max_length=32, primary_key=True)
    started_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()
    connections = models.PositiveIntegerField(default=0, help_text=_("Sockets, when last seen."))

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")

    def __str__(self) -> str:
        return self.lease


class Presence(models.Model):
    """A connection that counts as being in a room, for the others there to see."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="present")
    process = models.CharField(max_length=32, help_text=_("The lease of its process."))
    connection = models.CharField(max_length=16)
    person = models.CharField(max_length=MAX_NAME_LENGTH, help_text=_("Tells people apart."))
    name = models.CharField(max_length=MAX_NAME_LENGTH, help_text=_("What others see."))
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.UniqueConstraint(fields=["process", "connection"], name="presence_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """One answer, one generation. The row outlives the socket and the process."""

    key = models.CharField(max_length=24, unique=True, default=new_run_key)
    room = models.ForeignKey(Room, models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=64, help_text=_("Which registered kind performs it."))
    actor = models.CharField(max_length=MAX_NAME_LENGTH, blank=True, help_text=_("Who asked."))
    input = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=RUN_STATES, default=RunState.QUEUED)
    exclusive = models.BooleanField(default=True, help_text=_("Waits for the room to be free."))
    client_message_id = models.CharField(max_length=64, null=True)  # noqa: DJ001 (null: not unique)
    stop_requested = models.BooleanField(default=False)
    queued_by = models.CharField(max_length=32, blank=True, help_text=_("Has the first claim."))
    lease = models.CharField(max_length=32, blank=True, help_text=_("The process that holds it."))
    watched_at = models.DateTimeField(
        null=True, help_text=_("When a process last said that a socket of its own hears it.")
    )
    unheard_by = models.JSONField(
        default=list,
        help_text=_("Processes that hear nothing of what runs while this run waits for it."),
    )
    lease_until = models.DateTimeField(null=True)
    first_offset = models.BigIntegerField(null=True, help_text=_("Of its `started` event."))
    error = models.TextField(blank=True)
    facts = models.JSONField(default=dict, help_text=_("Model, usage, finish reason."))
    reserved_tokens = models.PositiveBigIntegerField(
        default=0, help_text=_("Of the budget, for a model's call that is under way.")
    )
    reserved_on = models.DateField(null=True, help_text=_("The day whose budget that is."))
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        constraints = [
            models.UniqueConstraint(
                fields=["room", "client_message_id"], name="run_once_per_message"
            ),
            models.UniqueConstraint(
                fields=["room"],
                condition=Q(state=RunState.RUNNING, exclusive=True),
                name="run_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "id"],
                condition=Q(state__in=[RunState.QUEUED, RunState.RUNNING]),
                name="run_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.state})"


class Event(models.Model):
    """One row of a room's log. `data` is JSON text: the engine never queries into it.

    It has one index besides its id: each further one costs every token a page of disk.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="events", db_index=False)
    offset = models.BigIntegerField()
    run = models.ForeignKey(
        Run, models.CASCADE, to_field="key", null=True, related_name="events", db_index=False
    )
    kind = models.CharField(max_length=32)
    data = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.UniqueConstraint(fields=["room", "offset"], name="event_offset_once"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}@{self.offset} {self.kind}"


class Spending(models.Model):
    """What an actor's runs have cost on one day (UTC), in a model's tokens; "" is everybody."""

    day = models.DateField()
    actor = models.CharField(max_length=MAX_NAME_LENGTH, blank=True)
    spent = models.PositiveBigIntegerField(default=0)
    reserved = models.PositiveBigIntegerField(
        default=0, help_text=_("Held for calls that are under way.")
    )

    class Meta:
        verbose_name = _("spending")
        verbose_name_plural = _("spendings")
        constraints = [
            models.UniqueConstraint(fields=["day", "actor"], name="spending_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.actor or '*'}: {self.spent}"


class Revocation(models.Model):
    """Since when a subject's earlier tickets are void: a user signed out, or staff said so."""

    subject = models.CharField(max_length=MAX_NAME_LENGTH + 16, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("revocation")
        verbose_name_plural = _("revocations")

    def __str__(self) -> str:
        return f"{self.subject} {self.at:%Y-%m-%d %H:%M:%S}"
