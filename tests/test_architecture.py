"""The rooms of the house: reads every import, and proves that arrows point down only."""

import subprocess
import sys
from graphlib import TopologicalSorter

import pytest

from config.environment import BASE_DIR
from tests.imports import APPS, OPEN, PACKAGES, complaints, graph, modules, read

FOUND = modules(BASE_DIR)


def test_every_room_is_read() -> None:
    assert {"config", "chatstream", "llm", "realtime"} <= {name.split(".")[0] for name in FOUND}
    assert len(FOUND) > 50
    assert sum(len(module.imports) for module in FOUND.values()) > 300


@pytest.mark.parametrize("name", sorted(FOUND))
def test_a_module_keeps_to_the_rules_of_its_room(name) -> None:
    assert complaints(FOUND[name]) == []


@pytest.mark.parametrize("package", [name for name in PACKAGES if name in FOUND])
def test_no_module_needs_itself_by_way_of_others(package) -> None:
    TopologicalSorter(graph(package, FOUND)).prepare()


def test_what_the_apps_are_given_exists() -> None:
    assert set(FOUND) >= OPEN


def test_no_models_library_is_loaded_with_the_project() -> None:
    code = (
        "import sys, django; django.setup()\n"
        "import config.urls, config.asgi\n"
        "print(sorted({'openai', 'agents'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=BASE_DIR, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


BAD = [
    ("realtime.runs", "from chatstream.models import ChatMessage", "arrows point down"),
    ("realtime.runs", "import llm", "arrows point down"),
    ("realtime.runs", "def later():\n    from llm.turns import answer", "arrows point down"),
    ("realtime.runs", "from config import settings", "arrows point down"),
    ("realtime.deep.down", "from ...chatstream import models", "arrows point down"),
    ("realtime.runs", "import openai", "only llm knows"),
    ("llm.reader", "from realtime.errors import RunFailed", "arrows point down"),
    ("llm.reader", "import config.settings", "arrows point down"),
    ("llm.reader", "import video", "arrows point down"),
    ("llm.reader", "from llm.scripts import Script", "that is for tests"),
    ("chatstream.runs", "from config.environment import Environment", "arrows point down"),
    ("chatstream.runs", "from openai import AsyncOpenAI", "only llm knows"),
    ("chatstream.runs", "from agents.run import Runner", "only llm knows"),
    ("chatstream.runs", "from realtime.writer import Writer", "own business"),
    ("chatstream.runs", "from realtime import hub", "own business"),
    ("chatstream.runs", "from llm.offline.brain import reply", "own business"),
    ("chatstream.runs", "from realtime.testing import Client", "that is for tests"),
    ("config.views", "from realtime.runner import Runner", "own business"),
    ("chatstream.services", "from channels.layers import get_channel_layer", "only realtime"),
    ("chatstream.services", "layer.group_send('room', {})", "touches the channel layer"),
    ("video.views", "self.channel_layer.group_add('room', 'me')", "touches the channel layer"),
    ("contact.consumers", "from django.db import models", "no ORM"),
    ("contact.consumers", "from contact.models import Message", "no ORM"),
    ("contact.consumers", "from contact import models", "no ORM"),
    ("contact.consumers", "from llm.turns import answer", "no model"),
    *[(f"{one}.views", f"import {two}.models", "arrows point down")
      for one in APPS for two in APPS if one != two],
]  # fmt: skip

GOOD = [
    ("chatstream.runs", "from llm.agents import converse"),
    ("chatstream.runs", "from . import models, services"),
    ("config.routing", "from video.routing import urlpatterns"),
    ("realtime.hub", "from channels.layers import get_channel_layer"),
    ("llm.client", "from openai import AsyncOpenAI"),
    ("llm.scripts.player", "from llm.scripts.steps import Reply"),
    (
        "contact.consumers",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from realtime.models import Room",
    ),
]

KNOWN = [*FOUND, "contact.models", "realtime.hub"]


@pytest.mark.parametrize(("name", "source", "reason"), BAD)
def test_the_check_sees_a_bad_import(name, source, reason) -> None:
    assert any(reason in complaint for complaint in complaints(read(name, source, KNOWN)))


@pytest.mark.parametrize(("name", "source"), GOOD)
def test_the_check_leaves_good_imports_alone(name, source) -> None:
    assert complaints(read(name, source, KNOWN)) == []


def test_the_check_sees_a_circle() -> None:
    one = read("llm.one", "import llm.two")
    two = read("llm.two", "from llm import one", ["llm.one"])
    with pytest.raises(ValueError, match="cycle"):
        TopologicalSorter(graph("llm", {"llm.one": one, "llm.two": two})).prepare()
