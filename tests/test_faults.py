"""Every attack on a guarantee, a few trials each; `make faults` runs them in full."""

from collections.abc import AsyncIterator
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

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with World(tmp_path_factory.mktemp("faults"), template) as started:
        yield started


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("attack", SMALL, ids=lambda each: f"{each.guarantee} {each.__name__}")
async def test_the_promise_holds(world: World, attack: type[Attack], dialect: Dialect) -> None:
    result = await campaign(attack(dialect, world, in_full=False), attack.small)
    assert len(result.outcomes) == attack.small
    assert {seed: outcome.fell for seed, outcome in result.fallen.items()} == {}
