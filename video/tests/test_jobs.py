"""Jobs from the order to the film: every stage once, whatever happens on the way."""

import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django_tasks_db.models import DBTaskResult

from tests.films import FILM
from video import jobs, leases, queue
from video.errors import LeaseLost, NoSuchJob, QueueIsFull, WrongState
from video.files import names_of, task_ids_on_disk, work_root
from video.jobs import Order, job_store
from video.models import VideoJob, VideoStage, video_storage
from video.pipeline import Stage
from video.pulse import ENDING
from video.retention import films_prune, leftovers_remove
from video.rooms import TASK_IDS
from video.states import JobState
from video.tests.conftest import CODE, ordered, work

pytestmark = pytest.mark.django_db(transaction=True)


def told(job: VideoJob) -> VideoJob:
    job.refresh_from_db()
    return job


def stages(job: VideoJob) -> list[tuple[int, int]]:
    return list(job.stages.order_by("stage").values_list("stage", "attempt"))


def films(job: VideoJob) -> list[Path]:
    return sorted((Path(settings.DATA_DIR) / "videos").rglob("film.mp4"))


def test_a_job_becomes_a_film() -> None:
    job = ordered()
    assert 0 < job.task_id <= TASK_IDS
    work()
    assert (told(job).state, job.progress, job.stage) == ("completed", 100, Stage.DONE)
    assert stages(job) == [(stage, 1) for stage in range(1, 6)]
    with video_storage().open(job.film) as film:
        assert film.read() == FILM
    assert job.film_bytes == len(FILM)
    assert [name.rpartition("/")[2] for name in names_of(job)] == [
        "film.mp4",
        "thumbnail.jpg",
        "captions.vtt",
    ]
    assert list(work_root().iterdir()) == []
    assert (job.lease, job.lease_until) == ("", None)


def test_an_order_that_is_sent_twice_is_one_job() -> None:
    order = Order("a cat", "16:9", 5.0, "en", "once")
    first, again = (job_store(CODE, order, actor=CODE) for _ in range(2))
    assert (first.repeat, again.repeat, first.job.pk) == (False, True, again.job.pk)
    assert not job_store("another", order, actor="another").repeat


def test_caps_hold_for_a_code_and_for_all(videos) -> None:
    videos(video_jobs_per_code=2, video_queue_length=3)
    ordered()
    ordered()
    with pytest.raises(QueueIsFull, match="其他视频"):
        ordered()
    ordered(code="another")
    with pytest.raises(QueueIsFull, match="排队"):
        ordered(code="a third")
    assert list(VideoJob.objects.order_by("id").values_list("place", flat=True)) == [1, 2, 3]


def test_an_attempt_that_fails_is_followed_by_another_that_goes_on_from_there() -> None:
    job = ordered('{"fails": {"3": 2}}')
    work()
    assert (told(job).state, job.attempt, job.error) == ("completed", 3, "")
    assert stages(job) == [(1, 1), (2, 1), (3, 3), (4, 3), (5, 3)]


def test_a_poison_job_stops_after_three_attempts_with_its_reason() -> None:
    job = ordered('{"fails": {"3": 99}}')
    work()
    assert (told(job).state, job.attempt) == ("failed", 3)
    assert job.error == "no luck with stage 3"
    assert films(job) == []


def test_a_failed_job_can_be_tried_again_from_its_first_unfinished_stage() -> None:
    job = ordered('{"fails": {"4": 3}}')
    work()
    assert told(job).state == "failed"
    jobs.job_retry(job.task_id)
    work()
    assert (told(job).state, job.attempt) == ("completed", 4)
    assert stages(job) == [(1, 1), (2, 1), (3, 1), (4, 4), (5, 4)]
    with pytest.raises(WrongState, match="completed cannot be tried again"):
        jobs.job_retry(job.task_id)
    running = ordered()
    assert leases.job_claim(running.task_id, "somebody") is not None
    with pytest.raises(WrongState, match="running cannot be tried again"):
        jobs.job_retry(running.task_id)


def test_a_stage_whose_files_are_gone_is_done_again() -> None:
    job = ordered('{"fails": {"4": 1}}')
    claimed = leases.job_claim(job.task_id, "dead")
    assert claimed is not None
    leases.stage_finish(claimed, Stage.SCRIPT, 1.0, {}, {"script.json": 3})
    VideoJob.objects.update(lease_until="2020-01-01T00:00:00Z")
    leases.jobs_reclaim()
    work()
    assert told(job).state == "completed"
    assert stages(job)[0] == (1, 2)


def test_a_silent_workers_job_is_taken_up_again_and_the_worker_writes_nothing_more() -> None:
    job = ordered()
    late = leases.job_claim(job.task_id, "frozen")
    assert late is not None
    assert leases.job_claim(job.task_id, "another") is None
    time.sleep(0.7)  # the lease
    assert [each.pk for each in leases.jobs_reclaim()] == [job.pk]
    assert not leases.lease_renew(late)
    for write in (
        lambda: leases.stage_begin(late, Stage.SCRIPT, 1),
        lambda: leases.stage_finish(late, Stage.SCRIPT, 1.0, {}, {}),
        lambda: leases.job_complete(late, {"film.mp4": "x"}, 1),
        lambda: leases.attempt_fail(late, "x"),
        lambda: leases.job_give_back(late),
    ):
        with pytest.raises(LeaseLost):
            write()
    assert VideoStage.objects.count() == 0
    work()
    assert (told(job).state, job.attempt, len(films(job))) == ("completed", 2, 1)


def test_a_worker_that_ends_gives_its_job_back_and_that_counts_for_nothing() -> None:
    job = ordered('{"seconds": {"3": 5}}')
    worker = threading.Thread(target=_work_and_close)
    worker.start()
    _until(lambda: told(job).stage == Stage.CLIPS)
    ENDING.set()
    worker.join(5)
    assert (told(job).state, job.attempt, job.given_back) == ("queued", 1, 1)
    assert stages(job) == [(1, 1), (2, 1)]


def test_a_cancelled_job_ends_at_once_and_its_worker_soon() -> None:
    job = ordered('{"seconds": {"3": 5}}')
    worker = threading.Thread(target=_work_and_close)
    worker.start()
    _until(lambda: told(job).stage == Stage.CLIPS)
    assert jobs.job_cancel(job.task_id)
    assert (told(job).state, job.error) == ("cancelled", "任务已取消")
    worker.join(5)
    assert not worker.is_alive()
    assert (told(job).state, films(job)) == ("cancelled", [])
    assert list(DBTaskResult.objects.values_list("return_value", flat=True)) == ["Cancelled"]
    assert not jobs.job_cancel(job.task_id)
    with pytest.raises(NoSuchJob):
        jobs.job_cancel(job.task_id + 1)


def test_a_queued_job_is_cancelled_before_anybody_works_on_it() -> None:
    job = ordered()
    assert jobs.job_cancel(job.task_id)
    work()
    assert (told(job).state, job.attempt) == ("cancelled", 0)


def test_those_who_wait_are_told_their_places() -> None:
    first, second = ordered(), ordered()
    jobs.job_cancel(first.task_id)
    queue.places_tell()
    assert (told(first).place, told(second).place) == (1, 1)


def test_old_films_are_removed_and_their_rows_stay() -> None:
    job = ordered()
    work()
    assert films_prune(hours=1) == 0
    VideoJob.objects.update(ended_at="2020-01-01T00:00:00Z")
    assert (films_prune(hours=1), films_prune(hours=1)) == (1, 0)
    assert (told(job).state, job.film, films(job)) == ("completed", "", [])
    assert task_ids_on_disk() == set()


def test_what_no_row_speaks_of_is_removed_and_what_one_does_is_not() -> None:
    job = ordered()
    work()
    (work_root() / "77/1").mkdir(parents=True)
    (work_root() / "77/1/script.json").write_text("{}")
    (Path(settings.DATA_DIR) / f"videos/{told(job).task_id}/9").mkdir()
    (Path(settings.DATA_DIR) / f"videos/{job.task_id}/9/film.mp4").write_text("a zombie's")
    assert leftovers_remove() == 2
    assert task_ids_on_disk() == {job.task_id}
    assert [name for name in names_of(job) if not video_storage().exists(name)] == []
    assert len(films(job)) == 1


def test_a_job_whose_task_was_lost_is_enqueued_anew() -> None:
    job = ordered()
    DBTaskResult.objects.update(status="RUNNING")  # its worker died before it had the job
    work()
    assert told(job).state == JobState.QUEUED
    VideoJob.objects.update(queued_at="2020-01-01T00:00:00Z")
    work()
    assert told(job).state == "completed"


def _work_and_close() -> None:
    try:
        work()
    finally:
        connection.close()


def _until(holds) -> None:
    deadline = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)
