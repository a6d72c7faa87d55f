"""manage.py where Django cannot start: sentences, and no tracebacks."""

import json
import os
import site
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import BASE_DIR
from tests.server import environment, manage

WRONG = {"PORT": "many", "ACCESS": "opne", "OPENAI_API_KEY": "sk-secret"}


def without(folder: Path, package: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with all installed packages but one; "" takes all of them away."""
    installed = Path(next(path for path in site.getsitepackages() if "site-packages" in path))
    packages = folder / "packages"
    packages.mkdir()
    for path in installed.iterdir() if package else ():
        if path.name != package and not path.name.startswith(f"{package}-"):
            (packages / path.name).symlink_to(path)
    return subprocess.run(
        [sys.executable, "-S", "manage.py", *arguments],
        cwd=BASE_DIR,
        env={**environment(folder / "data"), "PYTHONPATH": str(packages)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", ["serve", "check", "prepare"])
def test_a_wrong_setting_is_a_sentence_for_every_command(tmp_path: Path, command) -> None:
    done = manage(tmp_path, command, **WRONG)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Settings are wrong:",
        "  ACCESS is 'opne': input should be 'ticket' or 'open'",
        "  PORT is 'many': input should be a valid integer, unable to parse string as an integer",
        "`manage.py check_env` looks at everything else, too.",
    ]


def test_who_wants_the_traceback_gets_it(tmp_path: Path) -> None:
    assert "Traceback" in manage(tmp_path, "check", "--traceback", **WRONG).stderr


def test_check_env_tells_of_wrong_settings_and_goes_on(tmp_path: Path) -> None:
    done = manage(tmp_path, "check_env", "--json", **WRONG)
    assert (done.returncode, done.stderr) == (1, "To mend: 3 failures, 0 warnings.\n")
    found = json.loads(done.stdout)
    failing = {r["what"]: r for r in found["results"] if r["level"] == "failure"}
    assert (found["ok"], set(failing)) == (False, {"PORT", "ACCESS", "Django"})
    assert failing["PORT"]["found"].startswith("'many': input should be a valid integer")
    assert failing["Django"]["found"] == "does not start: Settings are wrong"
    assert all(result["advice"] for result in failing.values())
    assert "sk-secret" not in done.stdout
    assert {"Python", "DATA_DIR"} <= {result["what"] for result in found["results"]}


def test_a_data_folder_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "data"
    done = manage(folder, "prepare")
    assert f"DATA_DIR: cannot use {folder}: Not a directory." in done.stderr
    assert "Traceback" not in done.stderr
    done = manage(folder, "check_env")
    assert done.returncode == 1
    assert f"{folder} cannot be made" in done.stdout
    assert "does not start: DATA_DIR: cannot use" in done.stdout


def test_a_secret_key_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "secret_key").mkdir()
    done = manage(tmp_path, "check")
    assert f"DATA_DIR: cannot use {tmp_path / 'secret_key'}: Is a directory." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("package", ["channels", "orjson", "csp"])
def test_a_missing_package_is_a_sentence(tmp_path: Path, package) -> None:
    done = without(tmp_path, package, "check")
    assert done.returncode == 1
    assert done.stderr.startswith(f"The package {package} is not installed for {sys.executable}.")
    assert "make setup" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_env_names_a_missing_package_and_goes_on(tmp_path: Path) -> None:
    done = without(tmp_path, "channels", "check_env", "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)["results"]
    failing = {r["what"]: r["found"] for r in found if r["level"] == "failure"}
    assert failing["channels"] == "not installed (requirements.txt asks for it)"
    assert failing["Django"].startswith("does not start: The package channels is not installed")
    assert set(failing) == {"channels", "Django"}


def test_check_env_works_with_nothing_installed_at_all(tmp_path: Path) -> None:
    done = without(tmp_path, "", "check_env", "--no-color")
    assert done.returncode == 1
    assert "The package packaging is not installed" in done.stdout
    assert "make setup" in done.stdout
    assert "  ok       Python" in done.stdout
    assert "  ok       files and folders" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_its_help_needs_nothing_either(tmp_path: Path) -> None:
    done = without(tmp_path, "", "check_env", "--help")
    assert done.returncode == 0
    assert "--online" in done.stdout
    assert "Exit code 1" in done.stdout


def test_a_terminal_that_shows_ascii_only_is_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / "数据"
    done = manage(folder, "check_env", PYTHONIOENCODING="ascii")
    assert "Traceback" not in done.stderr
    assert "??" in done.stdout


def test_with_everything_in_order_it_ends_well(tmp_path: Path) -> None:
    done = manage(tmp_path, "check_env", PORT="0", **{"OPENAI_API_KEY": "sk-secret"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing to mend: 0 failures, 1 warning." in done.stdout  # no database yet
    assert "sk-secret" not in done.stdout


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can be another user")
def test_a_folder_of_another_user_is_a_failure(tmp_path: Path) -> None:
    """As the user who serves, in a folder that root has made."""
    tmp_path.chmod(0o755)
    for above in tmp_path.parents[:2]:
        above.chmod(0o755)
    code = (
        "import os; from pathlib import Path; from config.health.storage import writing_trouble;"
        f"os.setuid(65534); print(writing_trouble(Path({str(tmp_path)!r})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=BASE_DIR,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "Permission denied", done.stderr
