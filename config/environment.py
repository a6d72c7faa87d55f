"""Every setting of Tokenwire, typed, in one place: the environment.

The rooms declare their own (realtime/conf.py, llm/conf.py, codegen/conf.py and so on); here they
become one class, and docs/settings.md is made from it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured
from pydantic import AfterValidator, Field, SecretStr, ValidationError

from chatstream.assistant.conf import AssistantSettings
from chatstream.sources.conf import SourceSettings
from codegen.conf import CodegenSettings
from contact.conf import ContactSettings
from llm.conf import ModelSettings
from realtime.conf import CommaSeparated, RealtimeSettings
from video.conf import VideoSettings
from video.pipeline.conf import FilmSettings

BASE_DIR = Path(__file__).resolve().parent.parent


def _is_time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        raise ValueError("write a name such as `Europe/Berlin` or `Asia/Shanghai`") from None
    return name


class Environment(
    RealtimeSettings,
    ModelSettings,
    CodegenSettings,
    AssistantSettings,
    SourceSettings,
    ContactSettings,
    VideoSettings,
    FilmSettings,
):
    """Each field is an environment variable of the same name in capitals."""

    host: str = Field("127.0.0.1", description="Address that `serve` listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port that `serve` listens on.")
    data_dir: Path = Field(
        Path("var"), description="Folder of the database, the secret key and written files."
    )
    debug: bool = Field(False, description="Django's DEBUG. Never where others can connect.")
    secret_key: SecretStr = Field(
        SecretStr(""), description="Django's SECRET_KEY. Empty: made once, kept in `DATA_DIR`."
    )
    allowed_hosts: CommaSeparated = Field(
        ("localhost", ".localhost", "127.0.0.1", "[::1]"),
        description="Host names that this server answers to, for pages and for sockets.",
    )
    https_only: bool = Field(
        False,
        description="For a server behind a proxy that speaks HTTPS: plain HTTP is redirected, but "
        "for `/status`; cookies travel over HTTPS only; browsers are told to come back over HTTPS "
        "for 30 days, to this host and its subdomains (HSTS).",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = Field(
        "INFO", description="How much is logged, to standard error."
    )
    time_zone: Annotated[str, AfterValidator(_is_time_zone)] = Field(
        "UTC", description="Time zone of pages and of the admin."
    )

    @property
    def data_folder(self) -> Path:
        """`DATA_DIR`, relative to the project, made if it is not there."""
        folder = BASE_DIR / self.data_dir
        with _told_of(folder):
            folder.mkdir(parents=True, exist_ok=True)
        return folder

    def secret_values(self) -> tuple[str, ...]:
        """Return all that no log may hold."""
        fields = [getattr(self, name) for name in type(self).model_fields]
        given = [value.get_secret_value() for value in fields if isinstance(value, SecretStr)]
        return (self.secret_key_value(), *filter(None, given))

    def secret_key_value(self) -> str:
        """Return SECRET_KEY, or the one in `DATA_DIR`, which the first start makes."""
        if given := self.secret_key.get_secret_value():
            return given
        path = self.data_folder / "secret_key"
        with _told_of(path):
            if not path.exists():
                made = path.with_suffix(".new")
                made.touch(mode=0o600)
                made.write_text(token_urlsafe(48))
                made.rename(path)
            return path.read_text().strip()


def read_environment() -> Environment:
    """Return the settings. Raises ImproperlyConfigured, which says what each wrong one may be."""
    try:
        return Environment()
    except ValidationError as error:
        lines = [f"  {name} is {said}" for name, said in wrong_settings(error).items()]
        raise ImproperlyConfigured("\n".join(["Settings are wrong:", *lines])) from None


def wrong_settings(error: ValidationError) -> dict[str, str]:
    """Return each wrong variable with its value and what is accepted: `'x': input should be …`."""
    return {str(told["loc"][0]).upper(): _worded(told) for told in error.errors()}


def _worded(told: Any) -> str:
    says = told["msg"].removeprefix("Value error, ")
    return f"{shown(told['input'])!r}: {says[:1].lower()}{says[1:]}"


def shown(value: object) -> str:
    """Return a setting's value for a person to read: not too long, without a URL's password."""
    return re.sub(r"//[^/@\s]*@", "//…@", str(value))[:80]


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Say which file it was, and why, where DATA_DIR cannot be used."""
    try:
        yield
    except OSError as error:
        raise ImproperlyConfigured(f"DATA_DIR: cannot use {path}: {error.strerror}.") from None
