"""The assistant on both servers, and over two processes: the document's clients, cuts, stops."""

import asyncio
from urllib.parse import urlencode

import httpx2
import pytest
from websockets.exceptions import InvalidStatus

from llm.scripts import CallTool, Stall, tokens
from tests.assistant import Replies, completes, ended
from tests.playbook import Playbook
from tests.server import ServerProcess
from tests.sockets import Frame, Socket, connected
from tests.transcript import Answer, stored_answers
from tests.waiting import becomes

pytestmark = pytest.mark.asyncio(loop_scope="session")

HANDOFF = CallTool("transfer_to_weather_agent")


def path(user_id: str, **query: object) -> str:
    return f"/ws?{urlencode({'user_id': user_id, **query})}"


async def ask(socket: Socket, content: str, **more: object) -> list[Frame]:
    await socket.send(type="chat", content=content, **more)
    return await socket.until(ended)


async def test_the_documents_conversation_with_the_built_in_model(
    each_server, no_traceback
) -> None:
    """As the document's examples do: connect, send, look at what each `ai_response` holds."""
    async with connected(each_server, path=path(f"user123-{each_server.kind}")) as socket:
        hello = await socket.receive()
        assert (hello["type"], hello["content"]["status"]) == ("connect", "connected")
        shown: list[tuple[str, str]] = []
        for frame in await ask(socket, "你好", timestamp="2024-01-01T12:00:00Z"):
            assert frame["type"] == "ai_response"
            chat_response = frame["content"]
            shown.append((chat_response["current_agent"], chat_response["raw_response"]))
            assert isinstance(chat_response["messages"], list)
            assert isinstance(chat_response["events"], list)
        assert shown[0] == ("Triage Agent", "")
        assert shown[-1][1]
        assert completes(socket.heard[-1])


@pytest.mark.usefixtures("no_traceback")
async def test_who_says_no_user_id_is_refused(each_server) -> None:
    for target in ("/ws", "/ws?user_id=", "/ws?user_id=ada&room_id=user_bob_room"):
        with pytest.raises(InvalidStatus) as refused:
            async with connected(each_server, path=target):
                pass
        assert refused.value.response.status_code == 403


async def test_an_answer_is_cut_and_resumed_in_either_stream(
    each_scripted_server: ServerProcess, playbook: Playbook
) -> None:
    server = each_scripted_server
    words = [f"{number} 字。" for number in range(80)]
    for stream in ("", "delta"):
        question = playbook.question((tokens("看看。"), HANDOFF), tokens(*words, delay=0.005))
        user, replies = f"cut-{stream}-{server.kind}", Replies()
        url = path(user, stream=stream)
        async with connected(server, path=url, since=0) as socket:
            await socket.send(type="chat", content=question, client_message_id="c-1")
            while not any(len(answer.text) > 60 for answer in replies.answers.values()):
                replies.hear(await socket.receive())
            socket.cut()
        async with connected(server, path=url, **replies.place) as socket:
            replies.hear_all(await socket.until(ended))
        assert replies.recoveries == [False, True]
        assert replies.answers == stored_answers(server.folder, user, "assistant")
        assert list(replies.answers.values()) == [
            Answer("看看。" + "".join(words), "completed"),
        ]


async def test_tabs_of_two_processes_are_in_step_and_stop_each_other(
    serve, scripted, playbook: Playbook
) -> None:
    one = serve(**scripted)
    two = serve(folder=one.folder, **scripted)
    question = playbook.question((tokens("一", "二", delay=0.01), Stall()))
    async with (
        connected(one, path=path("ada"), since=0) as asker,
        connected(two, path=path("ada"), since=0) as other,
        connected(two, path=path("ada", stream="delta"), since=0) as fine,
    ):
        await asker.send(type="chat", content=question)
        for tab in (asker, other):
            await tab.until(
                lambda f: f["type"] == "ai_response" and f["content"]["raw_response"] == "一二"
            )
        await other.send(type="stop")
        for tab in (asker, other, fine):
            await tab.until(ended)
        folds = [Replies().hear_all(tab.heard) for tab in (asker, other, fine)]
        stored = stored_answers(one.folder, "ada", "assistant")
        assert [fold.answers for fold in folds] == [stored] * 3
        assert list(stored.values()) == [Answer("一二", "stopped")]
        mine, theirs = asker.heard[-1], other.heard[-1]
        assert (mine["id"], mine["content"]) == (theirs["id"], theirs["content"])


async def test_rooms_counts_and_broadcasts_reach_over_processes(serve, scripted, playbook) -> None:
    leases = {"lease_renew_seconds": "0.2"}
    one = serve(**scripted, **leases)
    two = serve(folder=one.folder, **scripted, **leases)
    question = playbook.question(tokens("大家好。"))
    async with (
        connected(one, path=path("ada", room_id="家")) as ada,
        connected(two, path=path("bob", room_id="家")) as bob,
        connected(two, path=path("eve")) as eve,
        httpx2.AsyncClient(base_url=one.url, trust_env=False) as http,
    ):
        for tab in (ada, bob, eve):
            await tab.receive()
        assert completes((await ask(ada, question))[-1])
        assert completes((await bob.until(ended))[-1])

        async def counts() -> tuple[int, int]:
            told = (await http.get("/status")).json()
            return told["active_connections"], told["total_rooms"]

        await becomes((3, 2), counts)
        for where, hear in (
            ({}, [ada, bob, eve]),
            ({"room_id": "家"}, [ada, bob]),
            ({"user_id": "eve"}, [eve]),
        ):
            body = {"message_type": "notice", "content": list(where), **where}
            told = (await http.post("/broadcast", json=body)).json()
            assert told["sent_count"] == len(hear)
            for tab in hear:
                frame = await tab.receive()
                assert (frame["type"], frame["id"]) == ("notice", told["message_id"])
                assert frame["content"] == list(where)


async def test_a_killed_servers_answer_is_an_ai_error_with_its_text_kept(
    serve, scripted, playbook: Playbook
) -> None:
    server = serve(**scripted, lease_seconds="1.5", lease_renew_seconds="0.5")
    question, replies = playbook.question((tokens("半句"), Stall())), Replies()
    async with connected(server, path=path("killed"), since=0) as socket:
        await socket.send(type="chat", content=question)
        while not any(answer.text for answer in replies.answers.values()):
            replies.hear(await socket.receive())
    server.kill()
    server.start()
    async with connected(server, path=path("killed"), **replies.place) as socket:
        replies.hear_all(await socket.until(ended))
    assert socket.heard[-1]["type"] == "ai_error"
    assert socket.heard[-1]["content"]["error"] == "流式处理失败"
    assert replies.answers == stored_answers(server.folder, "killed", "assistant")
    assert list(replies.answers.values()) == [Answer("半句", "interrupted")]


async def test_a_long_answer_is_told_in_frames_that_clients_take(
    each_scripted_server: ServerProcess, playbook: Playbook
) -> None:
    server = each_scripted_server
    question = playbook.question(tokens(*["长长的"] * 60_000))
    user = f"long-{server.kind}"
    async with (
        connected(server, path=path(user, stream="delta"), since=0) as fine,
        connected(server, path=path(user)) as plain,
    ):
        await plain.send(type="chat", content=question)
        await asyncio.gather(fine.until(ended, 60), plain.until(ended, 60))
    completion = plain.heard[-1]
    assert completion["metadata"] == {"truncated": True}
    stored = stored_answers(server.folder, user, "assistant")
    assert Replies().hear_all(fine.heard).answers == stored
    [answer] = stored.values()
    assert answer.text.startswith(completion["content"]["raw_response"])
