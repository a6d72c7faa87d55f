"""Addresses of a film's files: signed, and good for a while.

The task id is the right to a job; the address of a file holds it, and ends, so that it may be given
to a player or a friend. Within a stretch of time it is the same, so that a browser loads a file
once.
"""

import time
from typing import Final
from urllib.parse import unquote, urlsplit

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from video.conf import video_settings
from video.errors import LinkExpired, NoSuchFile
from video.notices import FILES
from video.rooms import TASK_IDS

FILM: Final = "film.mp4"
THUMBNAIL: Final = "thumbnail.jpg"
CAPTIONS: Final = "captions.vtt"


def _signer() -> Signer:
    return Signer(salt="video.links", sep=".")


def file_address(base: str, task_id: int, name: str) -> str:
    """Return the address of a file on the server at `base`, good for VIDEO_URL_MINUTES or more."""
    stretch = video_settings().video_url_minutes * 60
    until = round((time.time() // stretch + 2) * stretch)
    signature = _signer().sign(f"{task_id}/{name}/{until}").rpartition(".")[2]
    path = reverse("video-file", args=[task_id, name])
    return f"{base}{path}?token={until}.{signature}"


def link_check(task_id: int, name: str, token: str) -> None:
    """Raise LinkExpired unless a file's address was made here, and lately."""
    until, _, signature = token.partition(".")
    try:
        _signer().unsign(f"{task_id}/{name}/{until}.{signature}")
    except BadSignature:
        raise LinkExpired from None
    if int(until) <= time.time():
        raise LinkExpired


def file_named(path: object) -> tuple[int, str]:
    """Return the task id and the file that a path names: `<task id>/film.mp4`, or an address of it.

    Raises NoSuchFile for all else: nothing but a job's files can be named.
    """
    if not isinstance(path, str) or len(path) > 1000:
        raise NoSuchFile
    try:
        parts = unquote(urlsplit(path).path).strip("/").split("/")
    except ValueError:
        raise NoSuchFile from None
    if parts[:3] == ["api", "video", "files"]:
        parts = parts[3:]
    if len(parts) != 2 or parts[1] not in FILES:
        raise NoSuchFile
    number = parts[0]
    if not (number.isascii() and number.isdecimal() and len(number) <= 16):
        raise NoSuchFile
    if not 0 < int(number) <= TASK_IDS:
        raise NoSuchFile
    return int(number), parts[1]
