import pytest

from realtime import kinds
from realtime.tests.kinds import ScriptedRun


@pytest.fixture
def scripted(monkeypatch) -> ScriptedRun:
    """The scripted kind, known to the engine for this test."""
    kind = ScriptedRun()
    monkeypatch.setitem(kinds._kinds, kind.name, kind)
    return kind
