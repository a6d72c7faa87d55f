"""The video page in Chromium, with workers that `serve` has started."""

import re
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser import tabs_of
from tests.conftest import Serve
from tests.server import ServerProcess
from tests.video_page import video

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

STAGES = ["Understanding", "Storyboard", "Scenes", "Voice", "Composition", "Done"]
WORDS = ["内容理解", "分镜头脚本", "视频生成", "语音合成", "视频合成", "处理完成"]
#: The tests' films are no films: a player says so.
NO_FILM = ("Failed to load resource", "MEDIA_ERR", "403", "404")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def studio(serve_for_session: Serve) -> ServerProcess:
    return serve_for_session(video_workers="1", video_pipeline="tests.films")


async def test_a_film_is_ordered_followed_and_shown_and_is_there_after_a_reload(
    tabs, studio: ServerProcess
) -> None:
    ada = await video(tabs, studio)
    await expect(ada.page.locator("#welcome")).to_be_visible()
    await expect(ada.page.locator("#generate")).to_be_disabled()
    await ada.order('{"seconds": {"3": 1.5}}')
    await ada.becomes("running")
    await expect(ada.stage("now")).to_have_text("Scenes")
    await expect(ada.stage("done")).to_have_text(STAGES[:2])
    await expect(ada.page.locator(".stage[aria-current=step] .stage-part")).to_have_text(
        re.compile(r"^\d+ / 75$")
    )
    await expect(ada.page.locator("#progress-words")).to_have_text(
        re.compile(r"^\d+ % · 0:\d\d so far")
    )
    await ada.becomes("completed")
    await expect(ada.video.locator("track")).to_have_attribute("src", re.compile("captions.vtt"))
    await expect(ada.page.locator("#download")).to_be_visible()
    await expect(ada.page.locator("#prompt")).to_have_value("")
    await ada.page.reload()
    await expect(ada.films).to_have_count(1)
    await expect(ada.video).to_have_attribute("src", re.compile(r"film\.mp4\?token="))
    ada.tab.forgive(*NO_FILM)


async def test_a_film_is_cancelled_and_tried_again_by_keyboard(tabs, studio) -> None:
    ada = await video(tabs, studio, code="keyboard")
    await ada.order('{"seconds": {"2": 9}, "fails": {"1": 0}}')
    await expect(ada.stage("now")).to_have_text("Storyboard")
    await ada.page.locator("#cancel").focus()
    await ada.page.keyboard.press("Enter")
    await ada.becomes("cancelled")
    await expect(ada.stage("stopped")).to_have_text("Storyboard")
    await expect(ada.page.locator("#progress-words")).to_have_text("任务已取消")
    await ada.page.locator("#retry").focus()
    await ada.page.keyboard.press("Enter")
    await ada.becomes("running")
    await ada.page.locator("#cancel").click()
    await ada.becomes("cancelled")


async def test_what_is_refused_stays_in_the_form(tabs, studio) -> None:
    ada = await video(tabs, studio, code="refused")
    for _ in range(3):
        await ada.order('{"seconds": {"1": 60}}')
        await expect(ada.page.locator("#prompt")).to_have_value("")
    await ada.order("one too many")
    await expect(ada.page.locator("#notice-text")).to_contain_text("其他视频")
    await expect(ada.page.locator("#prompt")).to_have_value("one too many")
    await expect(ada.films).to_have_count(3)
    await expect(ada.page.locator("#progress-words")).to_have_text(
        re.compile(r"^Place [12] in the queue")
    )
    for place in range(3):
        await ada.films.nth(place).locator("button").click()
        await ada.page.locator("#cancel").click()
        await ada.becomes("cancelled")


async def test_tabs_of_one_code_agree_and_no_prompt_is_markup(tabs, studio) -> None:
    one, other = [await video(tabs, studio, code="both <b>") for _ in range(2)]
    hostile = "<img src=x onerror=alert(1)>"
    await one.order(hostile)
    for page in (one, other):
        await page.becomes("completed")
        await expect(page.page.locator("#shown-prompt")).to_have_text(hostile)
        await expect(page.page.locator(".film-prompt")).to_have_text(hostile)
        page.tab.forgive(*NO_FILM)


async def test_the_page_is_whole_on_a_phone_in_chinese(browser: Browser, studio) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    async with tabs_of(browser, **{**phone, "locale": "zh-CN", "color_scheme": "dark"}) as tabs:
        ada = await video(tabs, studio)
        await expect(ada.page.locator("#generate")).to_have_text("生成视频")
        wide = await ada.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360


@pytest.mark.alone  # how soon it hears of a stage is promised
async def test_the_documents_page_opened_from_disk_gets_its_six_stages(tabs, studio) -> None:
    client = (Path(__file__).parent / "clients/video.html").as_uri()
    tab = await tabs.open(f"{client}#{studio.port}/a%20cat")
    await expect(tab.page).to_have_title("6 stages, 0 early, 100 %, film 206")
    await expect(tab.page.locator("p")).to_have_text(WORDS)
