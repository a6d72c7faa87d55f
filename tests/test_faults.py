"""Every attack on a guarantee, a few trials each; `make faults` runs them in full."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from math import ceil
from pathlib import Path

import pytest
import pytest_asyncio

from tests.faults.attacks import ATTACKS, DIALECTS
from tests.faults.campaign import campaign
from tests.faults.dialect import Dialect
from tests.faults.trials import Attack
from tests.faults.world import World

#: Those without a small form are run whole by tests of their own.
SMALL = [attack for attack in ATTACKS if attack.small]

FIRST = DIALECTS[0]
EACH = [
    pytest.param(dialect, attack, marks=[pytest.mark.alone] if attack.timed else [])
    for dialect in DIALECTS
    if dialect.small_share
    for attack in SMALL
    if attack.suits(dialect) and attack.guarantee not in dialect.small_without
    if dialect is FIRST or not attack.below_dialects
]

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def worlds(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[dict[str, World]]:
    """A world for each service: in a data folder, rooms are found by their names."""
    async with AsyncExitStack() as stack:
        yield {
            dialect.name: await stack.enter_async_context(
                World(tmp_path_factory.mktemp("faults"), template)
            )
            for dialect in DIALECTS
        }


@pytest.mark.parametrize(
    ("dialect", "attack"),
    EACH,
    ids=lambda each: (
        each.name if isinstance(each, Dialect) else f"{each.guarantee} {each.__name__}"
    ),
)
async def test_the_promise_holds(
    worlds: dict[str, World], attack: type[Attack], dialect: Dialect
) -> None:
    world, trials = worlds[dialect.name], ceil(attack.small * dialect.small_share)
    result = await campaign(attack(dialect, world, in_full=False), trials)
    assert len(result.outcomes) == trials
    assert {seed: outcome.fell for seed, outcome in result.fallen.items()} == {}
