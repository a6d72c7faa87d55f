"""The page of code generation: versions are read, compared, restored, previewed, taken home."""

import re
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from llm.scripts import tokens
from tests.browser import Tabs
from tests.code_page import CodePage, code
from tests.generation import stored_versions, writes
from tests.playbook import Playbook
from tests.server import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FIRST = {"a.py": "A = 1\nB = 2\n", "b/c.txt": "C\n"}
SECOND = {"a.py": "A = 1\nB = 3\n", "d.txt": "D\n"}


async def with_two_versions(
    tabs: Tabs, server: ServerProcess, playbook: Playbook, project: str
) -> CodePage:
    page = await code(tabs, server, project)
    if not stored_versions(server.folder, project):
        await page.asked(playbook.question(*writes(FIRST), tokens("I made two.")))
        await page.asked(playbook.question(*writes(SECOND), tokens("I changed one.")), turns=2)
    await expect(page.outcomes.last).to_have_text("Version 2 · 2 files changed")
    return page


@pytest_asyncio.fixture(loop_scope="session")
async def reader(tabs: Tabs, scripted_server: ServerProcess, playbook: Playbook) -> CodePage:
    """A project with two versions, for tests that leave it as it is."""
    return await with_two_versions(tabs, scripted_server, playbook, "two-versions")


@pytest_asyncio.fixture(loop_scope="session")
async def ada(tabs: Tabs, scripted_server: ServerProcess, playbook: Playbook, request) -> CodePage:
    """The same, of the test's own."""
    return await with_two_versions(tabs, scripted_server, playbook, request.node.name)


async def test_a_version_is_looked_at_and_left_again(reader: CodePage) -> None:
    await expect(reader.marked("changed")).to_have_text(["a.py"])
    await expect(reader.marked("added")).to_have_text(["d.txt"])
    await reader.part("versions")
    await expect(reader.versions).to_have_count(2)
    await expect(reader.versions.first.locator(".newest")).to_be_visible()
    await reader.versions.last.get_by_role("button", name="Look at it").click()
    await expect(reader.page.locator("#looking-label")).to_contain_text("version 1, read only")
    await expect(reader.rows.locator(".name")).to_have_text(["b", "c.txt", "a.py"])
    await reader.row("a.py").click()
    await expect(reader.content).to_have_text(FIRST["a.py"])
    await reader.page.get_by_role("button", name="Back to the newest").click()
    await expect(reader.content).to_have_text(SECOND["a.py"])
    await expect(reader.page.locator("#looking")).to_be_hidden()


async def test_changes_are_shown_against_any_other_version(reader: CodePage) -> None:
    await reader.row("a.py").click()
    await reader.side("diff")
    rows = reader.page.locator(".file-diff[open] .diff-row")
    await expect(rows.and_(reader.page.locator("[data-kind=removed]"))).to_have_text(["2−B = 2"])
    await expect(rows.and_(reader.page.locator("[data-kind=added]"))).to_have_text(["2+B = 3"])
    await reader.page.locator("#diff-from").select_option(label="an empty project")
    await expect(reader.page.locator(".file-diff summary .change")).to_have_text(["added"] * 3)


async def test_a_files_history_leads_to_its_versions(reader: CodePage) -> None:
    await reader.row("a.py").click()
    await reader.side("history")
    changes = reader.page.locator("#file-history > .version")
    await expect(changes.locator("strong")).to_have_text(["Version 2", "Version 1"])
    await expect(changes.locator(".change")).to_have_text(["changed", "added"])
    await changes.last.get_by_role("button").click()
    await reader.side("code")
    await expect(reader.content).to_have_text(FIRST["a.py"])


async def test_restoring_asks_first_and_makes_a_version(
    ada: CodePage, scripted_server: ServerProcess
) -> None:
    await ada.part("versions")
    await ada.versions.last.get_by_role("button", name="Restore").click()
    await ada.page.locator("#restore-cancel").click()
    await ada.versions.last.get_by_role("button", name="Restore").click()
    await ada.page.locator("#restore-confirm").click()
    await expect(ada.versions).to_have_count(3)
    await expect(ada.versions.first).to_contain_text("Version 1 restored")
    await expect(ada.marked("removed")).to_have_text(["d.txt"])
    versions = list(stored_versions(scripted_server.folder, ada_project(ada)).values())
    assert versions == [FIRST, {**FIRST, **SECOND}, FIRST]


async def test_a_conflict_is_shown_with_both_sides(ada: CodePage) -> None:
    await ada.part("versions")
    await ada.versions.last.get_by_role("button", name="Restore").click()
    made = await ada.page.request.post(
        f"{address(ada)}/versions/1/restore",
        data={"base": 2},
        headers={"Origin": origin(ada)},
    )
    assert made.status == 201
    await ada.page.locator("#restore-confirm").click()
    await expect(ada.page.locator("#restore-about")).to_contain_text("Nothing was restored")
    await expect(ada.page.locator("#restore .side h3")).to_have_text(
        ["The newest: Version 3", "The one to restore: Version 1"]
    )
    ada.tab.forgive("409")
    await ada.page.get_by_role("button", name="Restore all the same").click()
    await expect(ada.versions).to_have_count(4)


async def test_a_version_and_a_file_are_taken_home(reader: CodePage, tmp_path: Path) -> None:
    async with reader.page.expect_download() as zipped:
        await reader.page.locator("#download").click()
    assert (await zipped.value).suggested_filename.endswith("-v2.zip")
    await reader.row("a.py").click()
    await expect(reader.content).to_have_text(SECOND["a.py"])
    async with reader.page.expect_download() as saved:
        await reader.page.locator("#save").click()
    await (await saved.value).save_as(tmp_path / "saved")
    assert (saved_as := await saved.value).suggested_filename == "a.py", saved_as
    assert (tmp_path / "saved").read_text() == SECOND["a.py"]


PAGE = """<!doctype html>
<title>p</title><h1>shown</h1><p id=out></p>
<script src=js/a.js></script>
<script>
let reached = [];
for (const reach of [() => parent.document.title, () => localStorage.x, () => document.cookie]) {
  try { reach(); reached.push(1) } catch {}
}
document.getElementById("out").textContent = "reached " + reached.length;
console.error("<img src=x onerror=parent.pwned=1>");
undefined_thing();
</script>"""


async def test_a_preview_runs_apart_and_its_errors_stand_beside_it(
    tabs, scripted_server: ServerProcess, playbook: Playbook
) -> None:
    ada = await code(tabs, scripted_server, "preview")
    await expect(ada.page.locator("#tab-preview")).to_be_hidden()
    files = {"index.html": PAGE, "js/a.js": "document.title = 'ran'"}
    await ada.asked(playbook.question(*writes(files), tokens("made")))
    await ada.side("preview")
    frame = ada.page.frame_locator("#preview-frame")
    await expect(frame.locator("h1")).to_have_text("shown")
    await expect(frame.locator("#out")).to_have_text("reached 0")
    said = ada.page.locator("#preview-said li")
    await expect(said).to_have_count(2)
    await expect(said.first).to_contain_text("<img src=x")
    await expect(said.last).to_have_text(re.compile("undefined_thing.*line 11"))
    again = {"index.html": "<h1>changed</h1>"}
    await ada.asked(playbook.question(*writes(again), tokens("changed")), turns=2)
    await expect(frame.locator("h1")).to_have_text("changed")
    await expect(said).to_have_count(0)
    assert await ada.page.evaluate("window.pwned") is None
    ada.tab.forgive("onerror", "undefined_thing")


def ada_project(page: CodePage) -> str:
    return page.page.url.split("project=")[1]


def origin(page: CodePage) -> str:
    return "/".join(page.page.url.split("/")[:3])


def address(page: CodePage) -> str:
    return f"{origin(page)}/api/projects/{ada_project(page)}"
