"""Tokenwire beside what a team would write instead of it: `python -m benchmarks [a b c d e f g]`.

    a  tokens a core, saturated and paced
    b  delay of the first token and of later ones
    c  an idle socket's memory, echoes, others beside slow ORM work
    d  one stream to a thousand sockets; connects
    e  resume after a cut
    f  growth: ten times the tokens, rooms, sockets, history
    g  bytes of an answer: the assistant's snapshots and deltas

Servers get one core for themselves, everything else gets another. Each round starts every server
anew, one after the other. The table goes to standard output, all values to DATA_DIR/bench.
"""

import argparse
import json
import os
import signal
import sys
import time
from pathlib import Path

from benchmarks.measures import MEASURES
from benchmarks.processes import ROOT
from benchmarks.report import report, save, write_page
from benchmarks.rounds import measured
from benchmarks.serving import bench
from benchmarks.table import text_table


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("measures", nargs="*", metavar="a…g", help="which (all)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (3)")
    parser.add_argument("--quick", action="store_true", help="small sizes: shows that all works")
    parser.add_argument(
        "--write-docs", action="store_true", help="measure nothing: latest.json into the page"
    )
    return parser


def folder() -> Path:
    """Return where results go, as the project's settings would have it."""
    return ROOT / os.environ.get("DATA_DIR", "var") / "bench"


def main() -> None:
    parser = arguments()
    options = parser.parse_args()
    if options.write_docs:
        write_page(json.loads((folder() / "latest.json").read_text("utf-8")))
        return
    letters = options.measures or list(MEASURES)
    if unknown := [letter for letter in letters if letter not in MEASURES]:
        parser.error(f"no such measure: {', '.join(unknown)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and the servers end, too
    began = time.monotonic()

    def say(what: str) -> None:
        sys.stderr.write(f"{time.monotonic() - began:5.0f} s  {what}\n")

    with bench(folder()) as started:
        chosen = [MEASURES[letter] for letter in letters]
        lines = measured(started, chosen, options.rounds, quick=options.quick, say=say)
    made = report(lines, {"rounds": options.rounds, "quick": options.quick, "measures": letters})
    say(f"written to {save(folder(), made).name} and latest.json")
    sys.stdout.write(text_table(lines) + "\n")


if __name__ == "__main__":
    main()
