import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.errors import ModelProtocolError
from llm.sse import MAX_EVENT_BYTES, SSEDecoder

PAYLOADS = st.lists(
    st.binary(min_size=1).filter(lambda data: not set(data) & {0x0A, 0x0D}), max_size=8
)


def decode(*reads: bytes) -> list[bytes]:
    decoder = SSEDecoder()
    events = [event for read in reads for event in decoder.feed(read)]
    return events + decoder.end()


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"data: one\n\ndata: two\n\n", [b"one", b"two"]),
        (b"data: one\r\n\r\ndata: two\r\n\r\n", [b"one", b"two"]),
        (b"data: one\r\rdata: two\r\r", [b"one", b"two"]),
        (b"data:tight\n\n", [b"tight"]),
        (b"data:  wide\n\n", [b" wide"]),
        (b"data: first\ndata: second\n\n", [b"first\nsecond"]),
        (b": ping\n\n: ping\n\ndata: one\n\n", [b"one"]),
        (b"event: message\nid: 7\nretry: 10\ndata: one\n\n", [b"one"]),
        (b"event: nothing\n\n", []),
        (b"data\n\n", [b""]),
        (b"datum: no\n\n", []),
        (b"\xef\xbb\xbfdata: one\n\n", [b"one"]),
        (b"data: one\n\ndata: [DONE]", [b"one", b"[DONE]"]),
        (b"data: one\n\ndata: [DONE]\n", [b"one", b"[DONE]"]),
        (b"", []),
    ],
)
def test_streams_are_read_as_the_standard_says(stream: bytes, events: list[bytes]) -> None:
    assert decode(stream) == events
    assert decode(*(stream[at : at + 1] for at in range(len(stream)))) == events


@given(stream=st.text("data: \n\rx:\ufeff").map(str.encode), data=st.data())
def test_however_a_stream_is_cut_the_events_are_the_same(
    stream: bytes, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)))))
    bounds = zip([0, *cuts], [*cuts, len(stream)], strict=True)
    assert decode(*(stream[start:end] for start, end in bounds)) == decode(stream)


@given(payloads=PAYLOADS, line_end=st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_what_is_sent_is_what_is_read(payloads: list[bytes], line_end: bytes) -> None:
    stream = b"".join(b"data: " + payload + line_end * 2 for payload in payloads)
    assert decode(stream) == payloads


def test_an_event_is_given_out_as_soon_as_its_blank_line_began() -> None:
    decoder = SSEDecoder()
    assert decoder.feed(b"data: one\r\n\r") == [b"one"]
    assert decoder.feed(b"\ndata: two\n\n") == [b"two"]


def test_a_giant_read_holds_thousands_of_events() -> None:
    assert len(decode(b"data: x\n\n" * 50_000)) == 50_000


def test_a_stream_without_an_event_ends_at_a_limit() -> None:
    decoder = SSEDecoder()
    for _ in range(MAX_EVENT_BYTES // 65_536):
        decoder.feed(b"x" * 65_536)
    with pytest.raises(ModelProtocolError):
        decoder.feed(b"x")
