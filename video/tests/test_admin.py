"""Jobs in the admin: to be read by who may see them, operated by who may change them."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from video.models import VideoJob, VideoMessage
from video.tests.conftest import ordered, work

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/admin/video/videojob/"


def staff(*permissions: str) -> Client:
    user = get_user_model().objects.create_user("olga", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def chosen(action: str, *jobs: VideoJob) -> dict[str, object]:
    return {"action": action, "_selected_action": [job.pk for job in jobs]}


def test_a_job_is_shown_with_its_film_and_stages() -> None:
    job = ordered("<b>a cat</b>")
    work()
    VideoMessage.objects.create(room=job.room, run="r", role="user", text="<i>hi</i>")
    client = staff("view_videojob", "view_videomessage")
    page = client.get(LIST).content.decode()
    assert f"/api/video/files/{job.task_id}/thumbnail.jpg?token=" in page
    assert "&lt;b&gt;a cat&lt;/b&gt;" in page
    assert 'name="action"' not in page
    page = client.get(f"{LIST}{job.pk}/change/").content.decode()
    assert f"/api/video/files/{job.task_id}/film.mp4?token=" in page
    assert "分镜头脚本" in page
    assert "&lt;i&gt;hi" in client.get("/admin/video/videomessage/").content.decode()


def test_who_may_only_look_can_operate_nothing() -> None:
    job = ordered()
    client = staff("view_videojob")
    assert client.post(LIST, chosen("cancel", job)).status_code == 403
    job.refresh_from_db()
    assert job.state == "queued"


def test_jobs_are_cancelled_and_tried_again() -> None:
    client = staff("view_videojob", "change_videojob")
    waits, fails, done = ordered(), ordered('{"fails": {"1": 3}}', "b"), ordered(code="c")
    client.post(LIST, chosen("cancel", waits))
    work()
    reply = client.post(LIST, chosen("retry", waits, fails, done), follow=True)
    assert "It was done for 2 jobs." in reply.content.decode()
    assert "completed cannot be tried again" in reply.content.decode()
    work()
    states = VideoJob.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["completed"] * 3


def test_nobody_edits_or_deletes_a_job() -> None:
    job = ordered()
    client = staff("view_videojob", "change_videojob", "delete_videojob")
    assert client.post(f"{LIST}{job.pk}/change/", {"prompt": "x"}).status_code == 403
    assert client.post(f"{LIST}{job.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
