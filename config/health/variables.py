"""Environment variables: ours that are wrong, and names that only look like ours."""

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from pydantic import SecretStr, ValidationError

from config.environment import Environment, shown, wrong_settings
from config.health.results import Result, failure, ok, warning

NAMES = tuple(name.upper() for name in Environment.model_fields)

#: What other projects call them, where the names alone do not tell.
_ELSEWHERE = {
    "OPENAI_API_BASE": "OPENAI_BASE_URL",
    "OPENAI_MODEL": "MODEL_NAME",
    "AZURE_OPENAI_DEPLOYMENT": "MODEL_NAME",
    "DJANGO_SECRET_KEY": "SECRET_KEY",
    "DJANGO_DEBUG": "DEBUG",
    "DJANGO_ALLOWED_HOSTS": "ALLOWED_HOSTS",
}

#: How alike two names must be: OPENAI_KEY is like OPENAI_API_KEY, HOSTNAME is not like HOST.
_ALIKE = 0.8


def results() -> Iterator[Result]:
    """Judge the environment of this process."""
    wrong = _wrong()
    yield from setting_results(os.environ, wrong)
    yield from look_alikes(os.environ)


def given(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of ours that are set, by their names; a blank one counts as not set."""
    return {key.upper(): text for key, text in environ.items() if text and key.upper() in NAMES}


def setting_results(environ: Mapping[str, str], wrong: Mapping[str, str]) -> Iterator[Result]:
    """Judge each setting of ours that is set; `wrong` is by name. No secret is shown."""
    found = given(environ)
    for name in (name for name in NAMES if name in found):
        if name in wrong:
            advice = f"Set {name} to what is accepted (docs/settings.md), or unset it."
            yield failure(name, wrong[name], advice)
        else:
            yield ok(name, "set" if _is_secret(name) else shown(found[name]))
    yield ok(
        "not set", f"{len(NAMES) - len(found)} settings, with the defaults of docs/settings.md"
    )


def look_alikes(environ: Mapping[str, str]) -> Iterator[Result]:
    """Warn of names that are not ours, but close to one of ours that is not set."""
    found = given(environ)
    for name in sorted(environ):
        meant = _meant(name.upper())
        if meant and meant not in found and name.upper() not in NAMES:
            advice = f"Did you mean {meant}?"
            yield warning(name, "set, but no setting of Tokenwire", advice)


def _meant(name: str) -> str:
    close = get_close_matches(name, NAMES, n=1, cutoff=_ALIKE)
    return _ELSEWHERE.get(name) or next(iter(close), "")


def _is_secret(name: str) -> bool:
    return Environment.model_fields[name.lower()].annotation is SecretStr


def _wrong() -> dict[str, str]:
    try:
        Environment()
    except ValidationError as error:
        return wrong_settings(error)
    return {}
