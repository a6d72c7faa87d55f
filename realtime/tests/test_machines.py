"""The log, rooms and recovery under any order of events: Hypothesis state machines."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from realtime import log, retention, runs
from realtime.backups import epochs_renew
from realtime.entries import TEXT, Entry, merged, text_of
from realtime.hub import Feed
from realtime.keys import RoomKey
from realtime.kinds import Ending, RunContext, RunKind
from realtime.models import Event, Process, Room, Run
from realtime.recovery import Log, Place, recoverable
from realtime.states import ENDINGS, RunState

TEXTS = st.text("一二ab\n🙂", min_size=1, max_size=3)
LEASES = ("lease a", "lease b")
MACHINE = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


class Silent(RunKind):
    name = "test.silent"

    async def perform(self, run: RunContext) -> None:
        return

    def ended(self, run: Run, ending: Ending) -> None:
        Outcomes.text[run.key] = ending.text


class Outcomes:
    """What the kind was told when a run ended: what a service would store."""

    text: dict[str, str] = {}  # noqa: RUF012


class LogMachine(RuleBasedStateMachine):
    """Two rooms; runs that are queued, claimed, stopped, taken over, ended; one client a room.

    A client knows what docs/clients.md tells it to keep, may be anywhere behind, and comes back
    now and then. What it folds must be what is stored, whatever was pruned or restored meanwhile.
    """

    @initialize()
    def begin(self) -> None:
        Event.objects.all().delete()
        Run.objects.all().delete()
        Room.objects.all().delete()
        Process.objects.all().delete()
        Outcomes.text = {}
        self.keys = [RoomKey("test", "room", name) for name in ("甲", "乙")]
        self.clients = {key: Client(key) for key in self.keys}
        self.said: dict[str, str] = {}

    rooms = st.integers(0, 1)

    @rule(place=rooms)
    def queue(self, place: int) -> None:
        room = log.room_open(self.keys[place])
        if Run.objects.filter(room=room, state=RunState.QUEUED).count() < 3:
            runs.run_queue(
                self.keys[place], Silent.name, {}, client_message_id=None, queue_length=3
            )

    @rule(place=rooms, lease=st.sampled_from(LEASES))
    def claim(self, place: int, lease: str) -> None:
        run = runs.run_claim(log.room_open(self.keys[place]).pk, lease, 6)
        if run is not None:
            self.said[run.key] = ""

    @rule(place=rooms, lease=st.sampled_from(LEASES), texts=st.lists(TEXTS, min_size=1, max_size=4))
    def say(self, place: int, lease: str, texts: list[str]) -> None:
        """Whoever holds the lease is heard; anybody else's words are refused."""
        run = self.running(place)
        if run is not None:
            events: list[tuple[str, dict[str, Any]]] = [(TEXT, {"text": text}) for text in texts]
            written = log.append_all([log.Append(run.room_id, run.key, events, lease)])
            may = run.lease == lease and not run.stop_requested
            assert bool(written) is may
            if may:
                self.said[run.key] += "".join(texts)

    @rule(place=rooms, lease=st.sampled_from(LEASES), number=st.integers(0, 5))
    def answer(self, place: int, lease: str, number: int) -> None:
        """A whole answer, of which the client hears a part before its connection breaks."""
        self.queue(place)
        self.claim(place, lease)
        self.say(place, lease, ["一", "二", "三"])
        self.end(place, lease)
        self.hear(place, number)

    @rule(place=rooms)
    def stop(self, place: int) -> None:
        runs.run_stop(log.room_open(self.keys[place]).pk)

    @rule(place=rooms, lease=st.sampled_from(LEASES))
    def end(self, place: int, lease: str) -> None:
        run = self.running(place)
        if run is not None:
            outcome = runs.Outcome(RunState.COMPLETED, text=self.said[run.key])
            ended = runs.run_end(run, outcome, lease=lease)
            assert (ended is not None) is (run.lease == lease)

    @rule(place=rooms)
    def die(self, place: int) -> None:
        """The process that holds the run is gone; another one closes it."""
        run = self.running(place)
        if run is not None:
            long_ago = datetime.now(UTC) - timedelta(minutes=1)
            Run.objects.filter(pk=run.pk).update(lease_until=long_ago)
            assert run.key in {ended.key for ended in runs.runs_interrupt("gone")}

    @rule()
    def prune(self) -> None:
        """A day has gone by for all that has ended."""
        yesterday = datetime.now(UTC) - timedelta(days=2)
        Event.objects.filter(run__state__in=ENDINGS).update(created_at=yesterday)
        Run.objects.filter(state__in=ENDINGS).update(ended_at=yesterday)
        retention.events_prune(24)

    @rule()
    def restore(self) -> None:
        epochs_renew()
        Run.objects.filter(state=RunState.RUNNING).update(lease=LEASES[0])

    @rule(place=rooms)
    def come_back(self, place: int) -> None:
        self.clients[self.keys[place]].come_back()

    @rule(place=rooms, number=st.integers(1, 3))
    def hear(self, place: int, number: int) -> None:
        self.clients[self.keys[place]].hear_live(number)

    def running(self, place: int) -> Run | None:
        found = Run.objects.filter(room__name=self.keys[place].name, state=RunState.RUNNING)
        assert found.count() <= 1
        return found.first()

    @invariant()
    def offsets_have_no_hole_and_no_double(self) -> None:
        for room in Room.objects.all():
            offsets = list(Event.objects.filter(room=room).values_list("offset", flat=True))
            newest = sorted(offset for offset in offsets if offset > room.pruned_to)
            assert newest == list(range(room.pruned_to + 1, room.offset + 1))
            assert len(offsets) == len(set(offsets))

    @invariant()
    def what_is_stored_is_what_was_said(self) -> None:
        for key, text in Outcomes.text.items():
            assert text == self.said.get(key, "")

    def teardown(self) -> None:
        """At last every client comes back, and has what the server has."""
        for client in getattr(self, "clients", {}).values():
            client.come_back()
            for run, text in client.texts.items():
                assert text == self.said[run]


class Client:
    """One that keeps epoch, position and texts, and is otherwise as forgetful as any."""

    def __init__(self, key: RoomKey) -> None:
        self.key = key
        self.place = Place("", 0)
        self.texts: dict[str, str] = {}

    def come_back(self) -> None:
        room = log.room_open(self.key)
        known = Log(room.epoch, room.offset, room.pruned_to)
        if not recoverable(self.place, known):
            self.texts = self.state(room)
            self.place = Place(room.epoch, room.offset)
        self.hear_live(1000)
        assert self.place == Place(room.epoch, room.offset)

    def state(self, room: Room) -> dict[str, str]:
        """What a fresh page gets: stored answers, and the running one as the log tells it."""
        running = Run.objects.filter(room=room, state=RunState.RUNNING)
        stored = {
            key: Outcomes.text[key]
            for key in Run.objects.filter(room=room).values_list("key", flat=True)
            if key in Outcomes.text
        }
        return stored | {run.key: text_of(log.read_run(run)) for run in running}

    def hear_live(self, number: int) -> None:
        """Hear so many frames more, text merged as it may be, if this epoch is still ours."""
        room = log.room_open(self.key)
        if not recoverable(self.place, Log(room.epoch, room.offset, room.pruned_to)):
            return
        for entry in list(merged(log.read_room(room.pk, self.place.offset)))[:number]:
            assert entry.offset > self.place.offset
            self.place = self.place._replace(offset=entry.offset)
            if entry.kind == TEXT and entry.run is not None:
                self.texts[entry.run] = self.texts.get(entry.run, "") + entry.data["text"]


@pytest.mark.django_db
def test_whatever_happens_a_client_folds_what_is_stored(monkeypatch) -> None:
    from realtime import kinds

    monkeypatch.setitem(kinds._kinds, Silent.name, Silent())
    run_state_machine_as_test(LogMachine, settings=MACHINE)


class FeedMachine(RuleBasedStateMachine):
    """A room's feed beside the log that it repeats: hints come late, twice, or never."""

    @initialize(offset=st.integers(0, 5))
    def begin(self, offset: int) -> None:
        self.log = [
            Entry(1, place + 1, "run", TEXT, {"text": str(place)}) for place in range(offset)
        ]
        self.feed = Feed(Room(pk=1, service="test", kind="room", name="甲", offset=offset))

    @rule(text=st.text("ab", min_size=1, max_size=40_000))
    def commit(self, text: str) -> None:
        self.log.append(Entry(1, len(self.log) + 1, "run", TEXT, {"text": text}))

    @rule()
    def hear_all(self) -> None:
        for entry in self.log[self.feed.offset :]:
            self.feed.add(entry)

    @precondition(lambda self: self.log)
    @rule(place=st.integers(0, 10_000))
    def hear_any(self, place: int) -> None:
        """Late, twice, or with those before it lost."""
        self.feed.add(self.log[place % len(self.log)])

    @rule(behind=st.integers(0, 12))
    def read(self, behind: int) -> None:
        """What it gives is exactly what the log has after that place, or it says so."""
        position = max(0, self.feed.offset - behind)
        heard = self.feed.after(position)
        if heard is not None:
            assert heard == self.log[position : self.feed.offset]

    @invariant()
    def it_never_counts_wrongly(self) -> None:
        tail = list(self.feed._tail)
        assert self.feed._tail_characters == sum(len(entry.data["text"]) for entry in tail)
        assert [entry.offset for entry in tail] == list(
            range(self.feed.offset - len(tail) + 1, self.feed.offset + 1)
        )


def test_whatever_order_hints_come_in_a_feed_repeats_the_log() -> None:
    run_state_machine_as_test(FeedMachine, settings=settings(MACHINE, max_examples=60))
