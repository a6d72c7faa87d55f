"""Run every attack in full, or those that are named."""

import argparse
import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.attacks import ATTACKS, DIALECTS
from tests.faults.campaign import Result, campaign, table
from tests.faults.world import World


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("guarantees", nargs="*", help="such as G1 G2; all where none is named")
    parser.add_argument(
        "--service",
        action="append",
        choices=[dialect.name for dialect in DIALECTS],
        help="attack this service alone; may be said several times",
    )
    parser.add_argument("--trials", type=int, help="of each attack, instead of its full number")
    parser.add_argument(
        "--records",
        type=Path,
        default=Path("var/faults"),
        help="where outcomes are kept, so that it goes on where it stopped (default: %(default)s)",
    )
    parser.add_argument("--again", action="store_true", help="forget earlier outcomes first")
    return parser.parse_args()


async def _run(options: argparse.Namespace) -> list[Result]:
    asked = {name.upper() for name in options.guarantees}
    known = {attack.guarantee for attack in ATTACKS}
    if asked - known:
        sys.exit(f"no attack on {', '.join(sorted(asked - known))}; there are {sorted(known)}")
    dialects = [each for each in DIALECTS if each.name in (options.service or [each.name])]
    results = []
    for attack in ATTACKS:
        for dialect in dialects:
            if (asked and attack.guarantee not in asked) or not attack.suits(dialect):
                continue
            records = options.records / f"{attack.guarantee}-{attack.__name__}-{dialect.name}.jsonl"
            if options.again:
                records.unlink(missing_ok=True)
            with TemporaryDirectory() as folder:
                async with World(Path(folder)) as world:
                    trials = options.trials or attack.full
                    results.append(
                        await campaign(
                            attack(dialect, world), trials, records=records, progress=True
                        )
                    )
    return results


def main() -> None:
    results = asyncio.run(_run(_options()))
    sys.stdout.write(table(results) + "\n")
    for result in results:
        for seed, outcome in sorted((result.fallen | result.late).items()):
            what = "; ".join(outcome.fell)[:300] or f"{max(outcome.seconds):.2f} s"
            sys.stdout.write(f"{result.attack.guarantee} seed {seed}: {what}\n")
    sys.exit(any(result.fallen or result.late for result in results))
