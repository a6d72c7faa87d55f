"""Files as players load them: ranges, HEAD, conditions, addresses that end."""

import time

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from tests.films import FILM
from video import services
from video.jobs import Order
from video.links import file_address
from video.serving import PIECE_BYTES, Unsatisfiable, span_of
from video.tests.conftest import CODE, worked

SIZE = len(FILM)


@pytest.fixture
async def film(offline) -> str:
    """The address of a film."""
    order = Order("a cat", "16:9", 5.0, "en")
    made = await services.video_generate(CODE, order, actor=CODE, address="")
    await worked()
    return file_address("http://testserver", made.job.task_id, "film.mp4")


async def body(reply) -> bytes:
    return b"".join([piece async for piece in reply])


async def test_a_film_is_served_whole_and_in_pieces(film, async_client) -> None:
    reply = await async_client.get(film)
    pieces = [piece async for piece in reply]
    assert (reply.status_code, b"".join(pieces)) == (200, FILM)
    assert max(map(len, pieces)) == PIECE_BYTES
    assert reply["Content-Type"] == "video/mp4"
    assert reply["Content-Length"] == str(SIZE)
    assert reply["Accept-Ranges"] == "bytes"
    assert reply["Content-Disposition"].startswith("inline;")
    assert (await async_client.get(f"{film}&download=1"))["Content-Disposition"].startswith("att")


SPANS = {
    "bytes=0-0": (0, 0),
    "bytes=100-199": (100, 199),
    "bytes=70000-140000": (70000, 140000),
    f"bytes={SIZE - 5}-": (SIZE - 5, SIZE - 1),
    f"bytes=5-{SIZE * 9}": (5, SIZE - 1),
    "bytes=-7": (SIZE - 7, SIZE - 1),
    f"bytes=-{SIZE * 9}": (0, SIZE - 1),
}
BEYOND = (f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE + 5}", "bytes=-0")
NO_RANGES = (
    *("bytes=5-2", "bytes=-", "bytes=a-b", "items=0-1", "0-1"),
    *("bytes=0-1,5-6", "bytes=-1-2", f"bytes={'9' * 30}-"),
)


async def test_a_player_can_seek(film, async_client) -> None:
    for asked, (first, last) in SPANS.items():
        reply = await async_client.get(film, headers={"Range": asked})
        assert (reply.status_code, await body(reply)) == (206, FILM[first : last + 1]), asked
        assert reply["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
        assert reply["Content-Length"] == str(last - first + 1)
        head = await async_client.head(film, headers={"Range": asked})
        assert (head.status_code, head.content) == (206, b"")
        assert head["Content-Length"] == reply["Content-Length"]


async def test_what_lies_beyond_the_end_cannot_be_had(film, async_client) -> None:
    for asked in BEYOND:
        reply = await async_client.get(film, headers={"Range": asked})
        assert (reply.status_code, reply["Content-Range"]) == (416, f"bytes */{SIZE}"), asked


async def test_a_range_that_is_none_is_not_asked(film, async_client) -> None:
    for asked in NO_RANGES:
        reply = await async_client.get(film, headers={"Range": asked})
        assert (reply.status_code, await body(reply)) == (200, FILM), asked


async def test_a_range_of_another_version_is_answered_with_all_of_this_one(
    film, async_client
) -> None:
    whole = await async_client.head(film)
    ranged = {"Range": "bytes=0-9"}
    for known in (whole["ETag"], whole["Last-Modified"]):
        reply = await async_client.get(film, headers={**ranged, "If-Range": known})
        assert reply.status_code == 206
    for known in ('"other"', f"W/{whole['ETag']}", "Sat, 01 Jan 2000 00:00:00 GMT"):
        reply = await async_client.get(film, headers={**ranged, "If-Range": known})
        assert reply.status_code == 200
    reply = await async_client.get(film, headers={"If-None-Match": whole["ETag"]})
    assert reply.status_code == 304


async def test_an_address_ends_and_is_good_for_one_file(film, async_client) -> None:
    for other in (
        film.replace("film.mp4", "captions.vtt"),
        film[:-1] + ("A" if film[-1] != "A" else "B"),
        film.partition("?")[0],
        film.partition("?")[0] + "?token=9999999999.",
        film.replace("?token=", "?token=9"),
    ):
        reply = await async_client.get(other)
        assert (reply.status_code, reply.json()["error"]) == (403, "link_expired")
    with time_machine.travel(time.time() + 2 * 3600 + 1):
        assert (await async_client.get(film)).status_code == 403


async def test_a_film_that_was_removed_is_not_found(film, async_client, settings) -> None:
    (settings.DATA_DIR / "videos" / film.split("/")[-2] / "1" / "film.mp4").unlink()
    assert (await async_client.get(film)).status_code == 404


async def test_a_page_of_another_port_may_play_it(film, async_client) -> None:
    page = {"Origin": "http://testserver:5173", "Range": "bytes=0-1"}
    reply = await async_client.get(film, headers=page)
    assert reply["Access-Control-Allow-Origin"] == page["Origin"]
    assert "Content-Range" in reply["Access-Control-Expose-Headers"]


@given(st.integers(0, 50), st.integers(0, 60), st.integers(0, 60))
def test_a_span_is_always_within_the_file(size, first, last) -> None:
    for asked in (f"bytes={first}-{last}", f"bytes={first}-", f"bytes=-{last}"):
        try:
            span = span_of(asked, size)
        except Unsatisfiable:
            continue
        assert span is None or 0 <= span.first <= span.last < size
