"""What visitors hear of the site's articles: a real server, the built-in model, no settings."""

import asyncio

import pytest

from tests.server import ServerProcess
from tests.sockets import Frame, connected

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: As the document's test has it: nobody waits longer for a reply.
PATIENCE = 4.0


def is_answer(frame: Frame) -> bool:
    return bool(frame["type"] == "chat_message")


def is_whole(frame: Frame) -> bool:
    return is_answer(frame) and not frame.get("partial")


async def answered(server: ServerProcess, question: str) -> str:
    """Ask as a plain client does; return all of the answer, which begins in time."""
    async with connected(server, path="/contact") as visitor:
        await visitor.send(type="chat_message", message=question)
        frames = await asyncio.wait_for(visitor.until(is_answer), PATIENCE)
        if not is_whole(frames[-1]):
            frames += await visitor.until(is_whole)
    return "".join(frame["message"] for frame in filter(is_answer, frames))


async def test_answers_quote_the_articles_by_name_or_say_that_there_are_none(
    offline_server: ServerProcess,
) -> None:
    await answered(offline_server, "谢谢")  # whatever has to be loaded
    chinese, english, unknown, unheard_of = await asyncio.gather(
        answered(offline_server, "如何部署到生产环境？"),
        answered(offline_server, "How do I get my money back?"),
        answered(offline_server, "明天天气怎么样"),
        answered(offline_server, "Who won the world cup?"),
    )
    assert chinese.startswith("《如何部署到生产环境》里是这样写的：")
    assert "解压发行包，执行 make run，用浏览器打开 8000 端口。" in chinese
    assert chinese.endswith("请在这里留言，站长会亲自回复您。")
    assert english.startswith("From our article “Refunds and cancelling”:")
    assert "Within 14 days of the first payment we return the whole amount" in english
    assert english.endswith("leave a message here: the owner will reply in person.")
    assert unknown.startswith("抱歉，帮助文章里没有找到相关内容，我不想乱猜。需要我转给站长吗？")
    assert unheard_of.startswith("I am sorry: our help articles say nothing about that")
    assert "Shall I pass it on to the owner?" in unheard_of
