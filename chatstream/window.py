"""How much of a conversation a model is reminded of."""

from collections.abc import Mapping, Sequence


def estimated_tokens(text: str) -> int:
    """Estimate a text's tokens: four Latin characters or one other a token, and four a message.

    Tokenizers are files from a hub and differ by model. This errs on the high side for the
    common ones, so that the window is not overrun.
    """
    latin = sum(character < "\u0250" for character in text)
    return 4 + latin // 4 + (len(text) - latin)


def fitting(newest_first: Sequence[Mapping[str, str]], tokens: int) -> list[dict[str, str]]:
    """Return the newest messages that fit into so many tokens; the newest one always."""
    kept: list[dict[str, str]] = []
    for message in newest_first:
        tokens -= estimated_tokens(message["content"])
        if kept and tokens < 0:
            break
        kept.append(dict(message))
    return kept
