"""Names of files and folders: what is refused, and what holds for every name."""

import os
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.paths import BadPath, folder_name, project_path, same_place

NAMES = st.text(st.characters(codec="utf-8"), max_size=300)
PATHS = st.one_of(
    NAMES,
    st.lists(
        st.one_of(NAMES, st.sampled_from(["..", ".", "", "a", "CON", "~", "c:", "x."])), max_size=9
    ).map("/".join),
)


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        *((same, same) for same in ("a.py", "src/b.py", ".gitignore", "a b.txt", "文件/说明.md")),
        *((same, same) for same in ("x" * 255, "-rf", "console.py", "a/.env", "e.e.e", "👩‍💻.md")),
        ("./a.py", "a.py"),
        ("cafe\u0301.txt", "café.txt"),
    ],
)
def test_a_good_path_is_stored_in_one_form(sent, stored) -> None:
    assert project_path(sent) == stored


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        *((sent, "empty") for sent in ("", "./", "a//b", "a/", "a/./b", "..", "../a", "a/../b")),
        *((sent, "relative") for sent in ("/etc/passwd", "~/.ssh/id", "//host/share")),
        *((sent, "backslash") for sent in ("a\\b", "..\\a", "\\\\host\\share", "C:\\a")),
        *((sent, "cannot hold") for sent in ("C:/a", "a:b", "a<b", "a|b", "a?", "a*", 'a"b')),
        *((sent, "not shown") for sent in ("a\0b", "a\n", "\x1b[2J", "\u202etxt.exe", "a\u200b")),
        *((sent, "not shown") for sent in ("\ufeffa", "\ud800", "a\u2028b", "\ue000")),
        *((sent, "device") for sent in ("CON", "nul.txt", "a/com1", "LPT9.log", "aux ", "COM¹")),
        *((sent, "space") for sent in (" a", "a ", "a.", "a /b", "a./b")),
        *((sent, "bytes") for sent in ("字" * 86, "a/" * 20 + "x" * 1_000, "x" * 256)),
        ("a/" * 32 + "b", "parts"),
    ],
)
def test_a_bad_path_is_refused_with_the_reason(sent, why) -> None:
    with pytest.raises(BadPath, match=why if sent != "aux " else "space|device"):
        project_path(sent)


@given(PATHS)
def test_what_is_let_through_stays_in_its_folder_and_is_stored_once(sent) -> None:
    try:
        path = project_path(sent)
    except BadPath:
        return
    assert project_path(path) == path == unicodedata.normalize("NFC", path)
    assert os.path.normpath(f"/root/project/{path}") == f"/root/project/{path}"
    assert len(path.encode()) <= 1_024
    assert all(0 < len(part.encode()) <= 255 for part in path.split("/"))


@given(NAMES)
def test_a_folder_has_a_name_that_every_disk_takes(project_id) -> None:
    name = folder_name(project_id)
    if project_id:
        assert project_path(name) == name
    assert "/" not in name
    assert name.isascii()
    assert not name.startswith(".")
    assert len(name) <= 255


@given(NAMES, NAMES)
def test_two_projects_never_share_a_folder(one, other) -> None:
    assert (folder_name(one) == folder_name(other)) == (one == other)


@pytest.mark.parametrize("plain", ["my-project-123", "App_2.0", "a", "demo.v1"])
def test_a_plain_id_is_the_folders_name(plain) -> None:
    assert folder_name(plain) == plain


@pytest.mark.parametrize(
    ("project_id", "folder"),
    [
        *(("..", "%2e%2e"), (".hidden", "%2ehidden"), ("a/b", "a%2fb"), ("con", "%63on")),
        *(("项", "%e9%a1%b9"), ("a b", "a%20b"), ("%2e", "%252e"), ("nul.txt", "%6eul.txt")),
    ],
)
def test_what_is_not_plain_is_escaped(project_id, folder) -> None:
    assert folder_name(project_id) == folder


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20))
def test_letters_case_and_forms_make_no_other_place(name) -> None:
    assert same_place(name) == same_place(unicodedata.normalize("NFD", name))
