"""Tokenwire's own settings, with one more route: a team's own consumer that uses the ORM."""

from config.settings import *  # noqa: F403

ASGI_APPLICATION = "benchmarks.peers.tokenwire_asgi.application"
