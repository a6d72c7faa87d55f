"""What is missing for films is told, with what to do about it."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

import video.pipeline
from config.environment import BASE_DIR
from video.pipeline import Brief, FilmError, Stage, Tools, health, perform
from video.pipeline.conf import FilmSettings
from video.tests.film_making import ignore


def test_nothing_is_missing_here() -> None:
    assert list(health.problems()) == []


def test_a_font_that_is_no_file_is_told(settings, tmp_path) -> None:
    missing = str(tmp_path / "no.ttf")
    settings.FILMS = FilmSettings(video_fonts=(missing,))
    [(problem, hint)] = health.problems()
    assert missing in problem
    assert hint
    assert Tools.configured().fonts == (missing,)


@pytest.mark.parametrize("absent", ["skia", "noto_cjk_sans_otc"])
def test_what_is_not_installed_is_told(monkeypatch, absent) -> None:
    monkeypatch.setattr(
        "video.pipeline.health.find_spec", lambda name: None if name == absent else find_spec(name)
    )
    [(_, hint)] = health.problems()
    assert "install" in hint.lower()


def test_a_machine_without_the_libraries_says_what_to_install(monkeypatch, tmp_path) -> None:
    monkeypatch.delattr(video.pipeline, "stages", raising=False)
    monkeypatch.setitem(sys.modules, "video.pipeline.stages", None)
    with pytest.raises(FilmError, match="apt install libgl1"):
        perform(Stage.SCRIPT, Brief("x", "1:1", 2), tmp_path, ignore, Tools())


def test_a_web_process_loads_nothing_of_what_draws() -> None:
    code = (
        "import sys; from video.pipeline import Brief, Stage, perform\n"
        "print(sorted({'skia', 'av', 'numpy'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
