"""The weather, by a server that speaks Open-Meteo's format."""

import asyncio
from datetime import date, timedelta

import pytest
from aiohttp import web

from chatstream.sources import weather
from chatstream.sources.errors import NothingFound, SourceAway
from chatstream.sources.tests.conftest import Serve, point_to

DAYS = [(date(2026, 11, 21) + timedelta(days=ahead)).isoformat() for ahead in range(10)]
REPORT = {
    "current": {
        "time": "2026-11-21T09:15", "temperature_2m": 7.5, "apparent_temperature": 5.1,
        "relative_humidity_2m": 81, "wind_speed_10m": 12.3, "weather_code": 61, "interval": 900,
    },
    "daily": {
        "time": DAYS, "weather_code": [61, 3, None, *[0] * 7],
        "temperature_2m_max": [9.1, 10, None, *[8] * 7],
        "temperature_2m_min": [4, 5, None, *[1] * 7],
        "precipitation_probability_max": [90, 20, None, *[0] * 7], "wind_speed_10m_max": [20] * 10,
    },
}  # fmt: skip
PLACES = {
    "en": {"name": "Paris", "country": "France", "latitude": 48.85, "longitude": 2.35},
    "zh": {"name": "巴黎", "country": "法国", "latitude": 48.85, "longitude": 2.35},
}


def open_meteo(report: object = REPORT, status: int = 200):
    async def handler(request: web.Request) -> web.Response:
        if request.path == "/v1/forecast":
            return web.json_response(report, status=status)
        if request.query["name"].lower() in ("paris", "巴黎", "北京"):
            return web.json_response({"results": [PLACES[request.query["language"]]]})
        return web.json_response({"generationtime_ms": 0.5})

    return handler


async def test_the_weather_now_is_told_in_the_language_that_was_asked_in(serve: Serve) -> None:
    await serve(open_meteo())
    told = await weather.current("巴黎", "zh")
    assert (told["place"], told["country"], told["now"]["weather"]) == ("巴黎", "法国", "小雨")
    assert [day["date"] for day in told["days"]] == ["2026-11-21"]
    assert (told["sample"], told["source"], told["today"]) == (False, "Open-Meteo", "2026-11-21")


async def test_a_forecast_has_as_many_days_as_were_asked_for(serve: Serve) -> None:
    site = await serve(open_meteo())
    told = await weather.forecast("Paris", 3, "en")
    assert [day["weather"] for day in told["days"]] == ["light rain", "overcast", "unknown"]
    assert site.asked[-1].query["latitude"] == "48.85"


async def test_a_place_and_its_weather_are_kept(serve: Serve) -> None:
    site = await serve(open_meteo())
    for _ in range(3):
        await weather.current("Paris", "en")
        await weather.forecast("PARIS", 5, "zh")
    assert [request.path for request in site.asked] == ["/v1/search", "/v1/search", "/v1/forecast"]


async def test_where_nobody_named_a_place_it_is_the_usual_one(serve: Serve) -> None:
    site = await serve(open_meteo())
    assert (await weather.current("", "zh"))["place_was_named"] is False
    assert site.asked[0].query["name"] == "北京"


async def test_a_place_that_is_not_there_is_said_so_even_where_samples_are(
    serve: Serve, settings
) -> None:
    site = await serve(open_meteo())
    point_to(settings, site, source_samples=True)
    with pytest.raises(NothingFound):
        await weather.current("Atlantis", "en")


@pytest.mark.parametrize(
    "report",
    [{}, [], None, {"current": {}}, {**REPORT, "current": {"time": "x"}}, {**REPORT, "daily": 5}],
)
async def test_a_report_in_another_form_is_no_answer(serve: Serve, report) -> None:
    await serve(open_meteo(report))
    with pytest.raises(SourceAway):
        await weather.current("Paris", "en")


async def test_a_source_that_is_away_is_asked_once_and_left_alone(serve: Serve) -> None:
    site = await serve(open_meteo(status=503))
    asked = await asyncio.gather(
        *(weather.current("Paris", "en") for _ in range(10)), return_exceptions=True
    )
    assert {type(error) for error in asked} == {SourceAway}
    assert len([request for request in site.asked if "forecast" in request.path]) == 1


async def test_where_the_source_is_away_the_sample_is_told_and_called_one(
    serve: Serve, settings
) -> None:
    site = await serve(open_meteo(status=503))
    point_to(settings, site, source_samples=True)
    told = await weather.forecast("Paris", 4, "zh")
    assert (told["place"], told["sample"], len(told["days"])) == ("巴黎", True, 4)
    assert told["days"][0]["date"] == told["today"]


async def test_a_sample_is_there_for_what_is_named_and_says_what_else(
    serve: Serve, settings
) -> None:
    site = await serve(open_meteo(status=503))
    point_to(settings, site, source_samples=True, weather_places_url=site.url("/v1/forecast"))
    with pytest.raises(NothingFound, match="cannot be reached") as refused:
        await weather.current("Atlantis", "en")
    assert "Beijing" in refused.value.offered
