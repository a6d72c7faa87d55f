"""The settings of the contact desk: typed, with defaults, read from the environment."""

from functools import cache

from django.conf import settings
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from realtime.conf import CommaSeparated, RateLimit


class ContactSettings(BaseSettings):
    """Each field is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True)

    contact_owner_email: CommaSeparated = Field(
        (), description="Whom contact requests are mailed to. Empty: they wait in the inbox."
    )
    contact_mail_from: str = Field(
        "tokenwire@localhost", description="The sender's address of such mails."
    )
    contact_mail_minutes: float = Field(
        10.0,
        gt=0,
        description="A visitor, or an address, causes at most one mail in so many minutes; what "
        "comes meanwhile goes into the next one.",
    )
    contact_mails_per_hour: int = Field(
        20, ge=1, description="Mails an hour, whoever writes; the rest goes into the next ones."
    )
    contact_reply_seconds: float = Field(
        3.0,
        gt=0,
        le=4.0,
        description="How soon after a visitor's message something is said to it: what the AI has "
        "written until then, or that it still looks.",
    )
    contact_gather_seconds: float = Field(
        0.2,
        ge=0,
        le=2.0,
        description="How long an answer waits for further messages, to answer them together.",
    )
    contact_ticket_days: float = Field(
        30.0, gt=0, description="How long a visitor can come back to a conversation."
    )
    contact_message_limit: RateLimit = Field(
        "30 per minute", description="Messages that one visitor may send."
    )
    contact_request_limit: RateLimit = Field(
        "10 per 10 minutes", description="Contact requests that one visitor may send."
    )
    contact_address_limit: RateLimit = Field(
        "240 per minute",
        description="Messages and contact requests from one address, in a process.",
    )
    max_contact_characters: int = Field(
        4_000, ge=1, le=20_000, description="Longest message of a visitor or an owner."
    )
    email_host: str = Field(
        "", description="Server that sends mail. Empty: mails are files in `DATA_DIR/mail`."
    )
    email_port: int = Field(587, ge=1, le=65535, description="Port of that server.")
    email_user: str = Field("", description="User name at that server.")
    email_password: SecretStr = Field(SecretStr(""), description="Password at that server.")
    email_security: str = Field(
        "starttls",
        pattern="^(starttls|tls|none)$",
        description="How the connection to it is secured: `starttls`, `tls` or `none`.",
    )


@cache
def _from_environment() -> ContactSettings:
    return ContactSettings()


def contact_settings() -> ContactSettings:
    """Return `settings.CONTACT`, or what the environment says where a project sets none."""
    configured: ContactSettings | None = getattr(settings, "CONTACT", None)
    return configured or _from_environment()
