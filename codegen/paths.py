"""Which names files and folders may have. Pure.

A path is one name on the wire, in the database, in a zip and on a disk: also on a disk that ignores
case, or that belongs to Windows. What could mean another place on any of them is refused.
"""

import re
import unicodedata
from hashlib import sha256
from string import ascii_letters, digits
from urllib.parse import quote

#: Bytes in UTF-8: what one name may have on common file systems, and a sane limit for a path.
MAX_PART_BYTES = 255
MAX_PATH_BYTES = 1_024
MAX_PARTS = 32

#: Names that Windows keeps for devices, with any extension.
#: Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICES = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE
)
_FORBIDDEN = re.compile(r'[<>:"|?*]')
#: Control, format (bidi overrides, zero width), private, unassigned, surrogates, line separators.
_UNSEEN = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
#: Joiners within emoji and some scripts are format characters, but have a place in names.
_JOINERS = "\u200c\u200d"

#: Characters of a project's id that its folder keeps; all others are escaped.
_PLAIN = frozenset(ascii_letters + digits + "-_.")
_MAX_FOLDER = 120


class BadPath(ValueError):
    """A name that no file can have; the text says why."""


def project_path(sent: str) -> str:
    """Return a file's path in the one form in which it is stored. Raises BadPath.

    Relative, `/` between parts, NFC. A leading `./` is taken off.
    """
    path = unicodedata.normalize("NFC", sent).removeprefix("./")
    if not path:
        raise BadPath("a path cannot be empty")
    if path.startswith(("/", "~")):
        raise BadPath("a path is relative to the project")
    if "\\" in path:
        raise BadPath("parts of a path are separated by `/`, not by backslashes")
    if len(path.encode("utf-8", "surrogatepass")) > MAX_PATH_BYTES:
        raise BadPath(f"a path has at most {MAX_PATH_BYTES} bytes")
    parts = path.split("/")
    if len(parts) > MAX_PARTS:
        raise BadPath(f"a path has at most {MAX_PARTS} parts")
    for part in parts:
        _check_part(part)
    return path


def _check_part(part: str) -> None:
    if part in ("", ".", ".."):
        raise BadPath("a path has no empty parts and no `.` or `..`")
    unseen = next((c for c in part if _is_unseen(c)), None)
    if unseen is not None:
        raise BadPath(f"a name holds a character that is not shown: U+{ord(unseen):04X}")
    if found := _FORBIDDEN.search(part):
        raise BadPath(f"a name cannot hold `{found.group()}`")
    if part != part.strip() or part.endswith("."):
        raise BadPath("a name has no space at its ends and no dot at its end")
    if _DEVICES.fullmatch(part.split(".", 1)[0].rstrip()):
        raise BadPath(f"`{part}` is the name of a device on Windows")
    if len(part.encode()) > MAX_PART_BYTES:
        raise BadPath(f"a name has at most {MAX_PART_BYTES} bytes")


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN and character not in _JOINERS


def same_place(path: str) -> str:
    """Return what two paths share that a disk without case, or with other forms, takes for one."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())


def folder_name(project_id: str) -> str:
    """Return the name of a project's folder: the id where that is plain, another for each id.

    What is not plain is percent-escaped, a long name is cut and gets a digest. (A disk that
    ignores case takes `App` and `app` for one folder; the database does not.)
    """
    name = "".join(c if c in _PLAIN else _escaped(c) for c in project_id)
    if name.startswith("."):
        name = f"%2e{name[1:]}"
    if name.endswith("."):
        name = f"{name[:-1]}%2e"
    if _DEVICES.fullmatch(name.split(".", 1)[0]):
        name = f"%{ord(name[0]):02x}{name[1:]}"
    if len(name) > _MAX_FOLDER:
        digest = sha256(project_id.encode("utf-8", "surrogatepass")).hexdigest()
        name = f"{name[:40]}%~{digest}"
    return name


def _escaped(character: str) -> str:
    if character.isascii():
        return f"%{ord(character):02x}"
    return quote(character, safe="", errors="surrogatepass").lower()
