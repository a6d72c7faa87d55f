"""System checks of the video service, with ids that do not change."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from video.conf import VideoSettings, video_settings
from video.pipeline.health import problems


@register()
def films_can_be_made(**_kwargs: Any) -> list[CheckMessage]:
    """W001: something is missing here that the workers of `serve` need. Jobs would fail."""
    settings = video_settings()
    own = VideoSettings.model_fields["video_pipeline"].default
    if not settings.video_workers or settings.video_pipeline != own:
        return []
    return [Warning(what, hint=hint, id="video.W001") for what, hint in problems()]
