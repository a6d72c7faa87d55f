"""Every setting of Tokenwire, typed, in one place: the environment.

The rooms declare their own (realtime/conf.py, llm/conf.py); here they become one class, and
docs/settings.md is made from it.
"""

from pathlib import Path
from secrets import token_urlsafe
from typing import Literal

from pydantic import Field, SecretStr

from llm.conf import ModelSettings
from realtime.conf import CommaSeparated, RealtimeSettings

BASE_DIR = Path(__file__).resolve().parent.parent


class Environment(RealtimeSettings, ModelSettings):
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
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = Field(
        "INFO", description="How much is logged, to standard error."
    )
    time_zone: str = Field("UTC", description="Time zone of pages and of the admin.")

    @property
    def data_folder(self) -> Path:
        """`DATA_DIR`, relative to the project, made if it is not there."""
        folder = BASE_DIR / self.data_dir
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def secret_key_value(self) -> str:
        """Return SECRET_KEY, or the one in `DATA_DIR`, which the first start makes."""
        if given := self.secret_key.get_secret_value():
            return given
        path = self.data_folder / "secret_key"
        if not path.exists():
            made = path.with_suffix(".new")
            made.touch(mode=0o600)
            made.write_text(token_urlsafe(48))
            made.rename(path)
        return path.read_text().strip()
