"""What no client should send: payloads, frames and URLs."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import orjson

from tests.faults.clients import CLOSE, CONTINUED, PING, TEXT, wired

_TYPES: tuple[Any, ...] = (
    *("websocket.send", "websocket.receive", "websocket.close", "websocket.disconnect", "http"),
    *("room.notice", "chat.message", "group_send", "send", "tell", "shut", "__init__", "dispatch"),
    *("accepted", "resumed", "state", "status", "chunk", "error", "auth", "auth_success", "stop"),
    *("chat", "ai_response", "ai_delta", "connect", "presence"),
    *("", "\0", "a" * 10_000, None, 1, True, [], {}, "stop ", "STOP", "ping", "pong", "query"),
)
_TEXTS = (
    *("", " ", "\0", "\0\0\0", "\u202egnp.exe", "\ufeff", "\u2028\u2029", "\x1b[2J\x07", "é\u0301"),
    *("字" * 5_000, "\U0001f4a9" * 99, "' OR 1=1 --", "{{7*7}}", "${jndi:ldap://x}", "%s%n%d"),
    *("../../etc/passwd", "a" * 64, "a" * 65, "a" * 10_000, "\uffff\ufffe", "\x7f\x80\x9f"),
)
_NUMBERS = ("0", "-0", "1e308", "1e400", "1" + "0" * 400, "-1" * 1, "9" * 30, "0.1", "1E-400")
_BROKEN = (
    *(b"", b"\xef\xbb\xbf{}", b"\xff\xfe{\0}\0", b"{", b"}", b"[]", b"null", b"1", b'"x"', b"NaN"),
    *(b'{"query":NaN}', b'{"query":Infinity}', b'{"query":-Infinity}', b"{'query':'x'}", b"\0"),
    *(b'{"query":"x",}', b'{"query":"\\ud800"}', b'{"query":"\\udfff\\ud800"}', b'{"query":01}'),
    *(b'{"query":"x"}{"query":"y"}', b'{"query":"\x01"}', b'{"a":1,"a":2,"query":""}', b"\x80"),
    *(b'{"__proto__":{"query":"x"}}', b'{"constructor":{"prototype":{}}}', b'{"query":"\\u0000"}'),
    *(b'{"type":"stop","type":"x"}', b"\xc0\xaf", b"\xed\xa0\x80", b'{"query":"\xed\xa0\x80"}'),
    *(b"[" * 100_000, b'{"a":' * 10_000, b'{"query":' + b"[" * 5_000 + b"]" * 5_000 + b"}"),
    *(b'{"%s":1}' % (b"k" * 100_000), b"[" + b"1," * 50_000 + b"1]", b" " * 200_000 + b"{}"),
)
_KEYS = ("client_message_id", "type", "run", "ticket", "token", "query", "since", "epoch")
PLACES = (
    *(
        "since=-1",
        "since=NaN",
        "since=",
        "since=1e9",
        "since=%00",
        "since=" + "9" * 400,
        "since=0x1",
    ),
    *("since=1&epoch=%ff", "since=1&epoch=" + "e" * 5_000, "since=%F0%9F%92%A9", "since[]=1"),
    *("since=1&since=2", "since=٣", "epoch=x", "since=0&epoch=%0d%0aX:y", "stream=__class__"),
    *("&&&===", "since=1;epoch=2", "%", "since=%zz", "since=+1", "since= 1", "a=b#c", "stream=%00"),
)
_CLOSES = (0, 999, 1000, 1001, 1004, 1005, 1006, 1011, 1015, 2999, 4999)


def hostile_payload(question: dict[str, Any], random: Random) -> bytes:
    """Return the payload of a whole frame."""
    ways: list[Callable[[dict[str, Any], Random], bytes]] = [
        _wrong_types, _wrong_types, _numbers, _broken, _mutated, _random_bytes, _oversize,
    ]  # fmt: skip
    return random.choices(ways, [3, 3, 2, 4, 5, 1, 0.3])[0](question, random)


def _wrong_types(question: dict[str, Any], random: Random) -> bytes:
    frame: dict[str, Any] = dict(question) if random.random() < 0.5 else {}
    for key in random.sample((*_KEYS, *question), random.randint(1, 3)):
        values: list[Any] = [
            random.choice(_TEXTS),
            random.choice(_TYPES),
            [{}],
            -1,
            0.5,
            None,
            {"a": [{}]},
        ]
        frame[key] = random.choice(values)
    if random.random() < 0.5:
        frame["type"] = random.choice(_TYPES)
    return json.dumps(frame, ensure_ascii=random.random() < 0.5).encode(errors="surrogatepass")


def _numbers(question: dict[str, Any], random: Random) -> bytes:
    text = json.dumps({**question, random.choice((*_KEYS, *question)): "HERE"})
    return text.replace('"HERE"', random.choice(_NUMBERS)).encode()


def _broken(question: dict[str, Any], random: Random) -> bytes:
    return random.choice(_BROKEN)


def _mutated(question: dict[str, Any], random: Random) -> bytes:
    """Change, drop, double and move bytes of what is right."""
    right = {**question, "client_message_id": "right", "type": random.choice(["stop", "auth", "x"])}
    data = bytearray(json.dumps(right, ensure_ascii=False).encode())
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(data))
        match random.randrange(4):
            case 0:
                data[place] = random.randrange(256)
            case 1:
                del data[place : place + random.randint(1, 5)]
            case 2:
                data[place:place] = data[place : place + random.randint(1, 9)] * random.randint(
                    1, 9
                )
            case _:
                data[place:place] = random.randbytes(random.randint(1, 4))
        data = data or bytearray(b"{")
    return bytes(data)


def _random_bytes(question: dict[str, Any], random: Random) -> bytes:
    return random.randbytes(random.randrange(2_000))


def _oversize(question: dict[str, Any], random: Random) -> bytes:
    return b'{"query":"' + b"x" * random.choice([262_144, 1_000_000, 1_048_576, 1_500_000]) + b'"}'


def broken_frame(question: dict[str, Any], random: Random) -> bytes:
    """Return bytes that are wrong as frames: opcodes, bits, masks, lengths, order."""
    payload = orjson.dumps(question)
    code = random.choice(_CLOSES).to_bytes(2, "big")
    reason = random.choice([b"", b"\xff", b"x" * 200])
    closes = wired(code + reason, CLOSE)
    mutated = bytearray(wired(payload, random.choice([TEXT, CLOSE, PING, 0xA])))
    for _ in range(random.randint(1, 3)):
        mutated[random.randrange(12)] = random.randrange(256)
    return random.choice(
        (
            wired(payload, random.choice([0x3, 0x7, 0xB, 0xF])),
            wired(payload, reserved=random.randint(1, 7)),
            wired(payload, masked=False),
            wired(payload, CONTINUED),
            wired(payload[:5], fin=False) + wired(payload[5:]),
            wired(payload, PING, fin=False),
            closes,
            wired(b"\xff") + wired(b"", CLOSE),
            bytes(mutated),
            bytes(mutated),
        )
    )
