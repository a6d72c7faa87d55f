from django.urls import path, register_converter
from django.urls.converters import IntConverter

from video import views


class TaskIdConverter(IntConverter):
    """A task id: no more digits than 2^53 has, so that any database can hold it."""

    regex = "[0-9]{1,16}"


register_converter(TaskIdConverter, "task_id")

urlpatterns = [
    path("video", views.page, name="video"),
    path("api/video/generate", views.generate, name="video-generate"),
    path("api/video/progress/<task_id:task_id>", views.progress, name="video-progress"),
    path("api/video/cancel/<task_id:task_id>", views.cancel, name="video-cancel"),
    path("api/video/files/<task_id:task_id>/<str:name>", views.file_served, name="video-file"),
    path("api/file/check", views.file_check, name="video-file-check"),
    path("api/file/download", views.file_download, name="video-file-download"),
    path("api/file/test-url", views.file_test, name="video-file-test"),
]
