"""Projects in the admin: read-only, highlighted, compared; and nothing of it becomes markup."""

import pytest
from django.test import Client
from django.urls import reverse

from codegen import mirror
from codegen.models import GeneratedFile, Project, ProjectVersion, Turn
from codegen.shown import DIFF_LINES, HIGHLIGHTED, SHOWN, code_shown, diff_shown
from codegen.tests.test_versions import stored
from realtime.tests.test_admin import viewer

pytestmark = pytest.mark.django_db(transaction=True)

EVIL = "</pre><script>alert(1)</script>"


@pytest.fixture(autouse=True)
def project(transactional_db, data_folder):
    made = stored("p", {"a.py": "def a():\n    return 1\n"}, {"a.py": "def a():\n    return 2\n"})
    version = ProjectVersion.objects.get(number=2)
    Turn.objects.create(
        project=made, run="r", prompt=EVIL, answer="ok", status="completed", version=version
    )
    yield made
    mirror.settle()


def page(client: Client, row: object) -> str:
    meta = row._meta  # type: ignore[attr-defined]
    reply = client.get(reverse(f"admin:codegen_{meta.model_name}_change", args=[row.pk]))  # type: ignore[attr-defined]
    assert reply.status_code == 200
    return reply.content.decode()


@pytest.mark.parametrize("model", [Project, ProjectVersion, GeneratedFile, Turn])
def test_every_list_and_page_is_there_and_nothing_can_be_written(admin_client, model) -> None:
    listed = reverse(f"admin:codegen_{model._meta.model_name}_changelist")
    assert admin_client.get(listed).status_code == 200
    assert admin_client.post(listed, {"action": "delete_selected"}).status_code == 403
    row = model.objects.latest("id")
    assert 'name="_save"' not in page(admin_client, row)
    change = reverse(f"admin:codegen_{model._meta.model_name}_change", args=[row.pk])
    assert admin_client.post(change, {}).status_code == 403


def test_a_version_shows_what_has_changed(admin_client) -> None:
    shown = page(admin_client, ProjectVersion.objects.get(number=2))
    assert '<span class="removed">-    return 1\n</span>' in shown
    assert '<span class="added">+    return 2\n</span>' in shown
    first = page(admin_client, ProjectVersion.objects.get(number=1))
    assert '<span class="added">+def a():\n</span>' in first


def test_a_file_is_highlighted_without_styles(admin_client) -> None:
    shown = page(admin_client, GeneratedFile.objects.latest("id"))
    assert '<span class="hl-k">def</span>' in shown
    assert "style=" not in shown.split('class="data"')[1].split("</pre>")[0]


def test_who_may_not_see_files_sees_no_code() -> None:
    client = viewer("codegen.view_projectversion")
    shown = page(client, ProjectVersion.objects.get(number=2))
    assert "You do not have the permission to see files." in shown
    assert "return 1" not in shown


@pytest.mark.parametrize("path", ["a.py", "a.html", "a.js", "a.md", "Dockerfile", "a.unknown"])
def test_code_stays_text(path) -> None:
    shown = code_shown(path, EVIL + "\n# <b>")
    assert "<script>" not in shown
    assert "<b>" not in shown
    assert "<script>" not in diff_shown(f"+{EVIL}\n-<b>\n@@ {EVIL}")


def test_what_is_long_is_cut_and_says_so() -> None:
    assert "hl-" not in code_shown("a.py", "x = 1\n" * HIGHLIGHTED)
    assert code_shown("a.py", "x" * (SHOWN + 1)).endswith("…</pre>")
    assert diff_shown("+a\n" * (DIFF_LINES + 1)).endswith("…</pre>")
