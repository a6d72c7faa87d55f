"""Who is being helped."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Helper:
    """What tools and guardrails may know: `user` is the id that rows are kept under."""

    user: str
