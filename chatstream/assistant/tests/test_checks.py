"""What `check --deploy` says about sources."""

import pytest
from django.conf import settings as django_settings

from chatstream.assistant.checks import check_sources


@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        ({}, []),
        ({"weather_places_url": "http://a.test/"}, ["chatstream.W001"]),
        (
            {
                "recipes_url": "http://10.2.3.4/",
                "source_private_networks": ("10.2.3.4/32",),
            },
            ["chatstream.W002"],
        ),
    ],
)
def test_what_is_doubtful_in_public_is_said(settings, changes, ids) -> None:
    defaults = type(django_settings.SOURCES).model_construct()
    settings.SOURCES = defaults.model_copy(update=changes)
    assert [message.id for message in check_sources()] == ids
