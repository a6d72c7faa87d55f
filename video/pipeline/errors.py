"""What can go wrong with a film, beyond a cancelled job."""


class FilmError(Exception):
    """A stage has failed. The text says why, without anything of the prompt, and may be shown."""
