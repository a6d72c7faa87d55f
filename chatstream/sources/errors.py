"""What can be wrong with a source.

    SourceError
    ├── SourceAway    it cannot be reached, or is not itself: the sample may stand in
    ├── SourceRefused what it asks of us is not done: a foreign host, a private address, too much
    └── NothingFound  it has answered, and has none of it

The texts are for the model, which words them for the person: no addresses, no exceptions.
"""


class SourceError(Exception):
    """A source has nothing to tell; the text says why."""


class SourceAway(SourceError):
    """No connection, no answer in time, an error of the server's, or an answer that is none."""


class SourceRefused(SourceError):
    """The request, or what came of it, is against the rules of `chatstream.sources.fetch`."""


class NothingFound(SourceError):
    """The source works and has nothing that fits. `offered` are things that it does have."""

    def __init__(self, text: str, *offered: str) -> None:
        self.offered = offered
        super().__init__(text)
