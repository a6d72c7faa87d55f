"""What is missing for films is said at `manage.py check`, where films are to be made."""

from video import checks


def test_what_the_pipeline_lacks_is_said_where_workers_are_started(videos, monkeypatch) -> None:
    monkeypatch.setattr(checks, "problems", lambda: [("No font.", "Install one.")])
    videos(video_pipeline="video.pipeline")
    [warning] = checks.films_can_be_made()
    assert (warning.id, warning.msg, warning.hint) == ("video.W001", "No font.", "Install one.")
    videos(video_pipeline="video.pipeline", video_workers=0)
    assert checks.films_can_be_made() == []
    videos(video_pipeline="tests.films")
    assert checks.films_can_be_made() == []
