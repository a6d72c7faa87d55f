"""What goes out on a socket: frames as bytes, and nothing to those who have left."""

import pytest
from autobahn.exception import Disconnected
from hypothesis import given
from hypothesis import strategies as st
from uvicorn.protocols.utils import ClientDisconnected
from websockets.frames import OP_TEXT, Frame

from realtime.consumer import RoomConsumer
from realtime.frames import AuthSuccess, Stop
from realtime.protocol import text_frame


@given(st.text() | st.sampled_from([125, 126, 65_535, 65_536, 200_000]).map(lambda n: "a" * n))
def test_a_text_frame_is_what_the_websockets_library_makes_of_it(text: str) -> None:
    assert text_frame(text) == Frame(OP_TEXT, text.encode()).serialize(mask=False)


@pytest.mark.parametrize("gone_is", [ClientDisconnected, Disconnected], ids=["uvicorn", "daphne"])
async def test_an_answer_to_somebody_who_has_left_is_no_error(
    monkeypatch: pytest.MonkeyPatch, gone_is: type[Exception]
) -> None:
    consumer: RoomConsumer[Stop] = RoomConsumer()
    sent: list[object] = []

    async def gone(message: object) -> None:
        sent.append(message)
        raise gone_is

    monkeypatch.setattr(consumer, "base_send", gone, raising=False)
    await consumer.tell(AuthSuccess(user_id="ada"), AuthSuccess(user_id="bob"))
    assert len(sent) == 1
