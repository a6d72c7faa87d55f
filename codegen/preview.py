"""A version's HTML project as a page of its own: what is served, as what, and to whom.

What it serves was written by a model and may do anything that a page can. So each of its answers
is a sandbox of another origin than this server's, which may load from its own folder and from
nowhere else. Such a document sends no cookies with what it loads; the folder's address holds the
right to read it instead, for some minutes.
"""

import re
import time
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from django.core.signing import BadSignature, Signer

from codegen.errors import NoSuchVersion
from codegen.history import checked_path, project_named, version_numbered
from codegen.models import GeneratedFile
from realtime.access import TICKET_PREFIX
from realtime.errors import NotAllowed

#: How a pass begins: no path of a file does.
PASS_MARK = f"~{TICKET_PREFIX}"

#: A folder's address is the same for so long, so that a browser's cache serves; it is good for as
#: long again.
PASS_SECONDS = 300

#: What a page can load. Other files are shown as text; all of them are text, in UTF-8.
_TYPES = {
    "css": "text/css",
    "csv": "text/csv",
    "htm": "text/html",
    "html": "text/html",
    "js": "text/javascript",
    "json": "application/json",
    "map": "application/json",
    "mjs": "text/javascript",
    "svg": "image/svg+xml",
    "vtt": "text/vtt",
    "webmanifest": "application/manifest+json",
    "xml": "application/xml",
}
_PAGES = ("html", "htm")

#: Before a page's first element: what may stand there, a doctype among it, or else browsers draw
#: the page as in 1998.
_PROLOGUE = re.compile(r"\ufeff?(?:\s++|<!--.*?-->)*+(?:<!doctype[^>]*>)?", re.DOTALL | re.I)

#: Stands on the page's first line, so that the lines of its errors are those of the file. At most
#: 100 messages: a loop that fails all the time would fill the page around it.
_REPORTER = """<script>(() => {
let left = 100;
const tell = (level, message, line) => {
  if (left-- > 0) parent.postMessage({
    source: "tokenwire-preview", level, message: String(message).slice(0, 2000), line: line || 0
  }, "*");
};
const shown = (value) => {
  try { return String(value && value.stack || value) } catch { return "?" }
};
addEventListener("error", (event) => {
  const from = event.target && (event.target.src || event.target.href);
  tell("error", from ? "could not load " + from : event.message, event.lineno);
}, true);
addEventListener("unhandledrejection", (event) => tell("error", shown(event.reason)));
addEventListener("securitypolicyviolation", (event) =>
  tell("error", "blocked: " + event.effectiveDirective + " " + event.blockedURI, event.lineNumber));
const error = console.error;
console.error = (...all) => { error.apply(console, all); tell("error", all.map(shown).join(" ")) };
})()</script>""".replace("\n", " ")


class Served(NamedTuple):
    """A file as a browser gets it. `etag` is the same as long as the body is."""

    body: bytes
    content_type: str
    etag: str


def preview_pass(project_id: str, number: int) -> str:
    """Return the right to read a version's files, as one part of a path; no log shows it."""
    until = (time.time() // PASS_SECONDS + 2) * PASS_SECONDS
    return PASS_MARK + _signer(project_id, number).sign(f"{until:.0f}")


def pass_check(project_id: str, number: int, shown: str) -> None:
    """Let in who has the right to read a version's files. Raises NotAllowed."""
    try:
        until = _signer(project_id, number).unsign(shown.removeprefix(PASS_MARK))
    except BadSignature:
        raise NotAllowed("this is not the address of a preview") from None
    if float(until) < time.time():
        raise NotAllowed("the preview's address has expired: open the preview again")


def _signer(project_id: str, number: int) -> Signer:
    return Signer(salt=f"codegen.preview {number} {project_id}", sep=".")


def preview_entry(project_id: str, number: int) -> str:
    """Return the path of the page that a version is opened with. Raises NoSuchVersion."""
    version = version_numbered(project_named(project_id), number)
    pages = _pages_of(version.files.values_list("path", flat=True))
    if "index.html" in pages:
        return "index.html"
    if len(pages) == 1:
        return pages[0]
    raise NoSuchVersion("the version has no index.html and not exactly one other HTML page")


def _pages_of(paths: Iterable[str]) -> list[str]:
    return [path for path in paths if _extension(path) in _PAGES]


def preview_file(project_id: str, number: int, path: str) -> Served:
    """Return a file of a version; a folder's path leads to its index.html. Raises NoSuchVersion."""
    files = GeneratedFile.objects.filter(
        version__project__public_id=project_id, version__number=number
    )
    wanted = checked_path(f"{path}index.html" if path[-1:] in ("", "/") else path)
    file = files.select_related("blob").filter(path=wanted).first()
    if file is None:
        raise NoSuchVersion(f"no such file: {wanted}")
    return _served(file.path, file.blob.text, file.blob_id)


def _served(path: str, text: str, digest: str) -> Served:
    extension = _extension(path)
    content_type = f"{_TYPES.get(extension, 'text/plain')}; charset=utf-8"
    if extension in _PAGES:
        text = with_reporter(text)
        digest = sha256(f"{digest}{_REPORTER}".encode()).hexdigest()
    return Served(text.encode(), content_type, f'"{digest}"')


def with_reporter(page: str) -> str:
    """Return a page whose first script tells the page around it of errors."""
    prologue = _PROLOGUE.match(page)
    place = prologue.end() if prologue else 0
    return f"{page[:place]}{_REPORTER}{page[place:]}"


def policy(folder: str) -> str:
    """Return the content security policy of what is served from under this URL.

    The documents' origin is opaque; the folder is named in full, so that nothing else of this
    server can be loaded by them either.
    """
    return "; ".join(
        [
            "sandbox allow-scripts",
            "default-src 'none'",
            f"script-src 'unsafe-inline' {folder}",
            f"style-src 'unsafe-inline' {folder}",
            f"img-src data: blob: {folder}",
            f"font-src data: {folder}",
            f"media-src data: blob: {folder}",
            "connect-src 'none'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
        ]
    )


def _extension(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2].lower()
