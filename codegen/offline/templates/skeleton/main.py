"""A place to begin: it says what was wished for, and does not do it yet."""

WISH = "a project"


def describe() -> str:
    """Say what this is to become."""
    return f"Not written yet: {WISH}"


if __name__ == "__main__":
    print(describe())
