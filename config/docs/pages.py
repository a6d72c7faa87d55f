"""Which generated file comes from what, and which of them differ from the code."""

from collections.abc import Callable, Iterator
from pathlib import Path

from config.docs.assistant import assistant_page
from config.docs.commands import commands_page
from config.docs.contact import contact_page, inbox_page
from config.docs.errors import errors_page
from config.docs.generation import generation_page
from config.docs.protocol import frames_page, typewriter_page
from config.docs.schema import schema_file
from config.docs.settings import settings_page
from config.docs.video import video_page

PAGES: dict[str, Callable[[], str]] = {
    "docs/settings.md": settings_page,
    "docs/commands.md": commands_page,
    "docs/errors.md": errors_page,
    "docs/protocol/frames.md": frames_page,
    "docs/protocol/typewriter.md": typewriter_page,
    "docs/protocol/generation.md": generation_page,
    "docs/protocol/assistant.md": assistant_page,
    "docs/protocol/contact.md": contact_page,
    "docs/protocol/inbox.md": inbox_page,
    "docs/protocol/video.md": video_page,
    "docs/protocol/schema.json": schema_file,
}


def differing(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file that is not what the code says, with what it should hold."""
    for name, make in PAGES.items():
        path, text = root / name, make()
        if not path.exists() or path.read_text("utf-8") != text:
            yield path, text
