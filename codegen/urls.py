from django.urls import path, register_converter
from django.urls.converters import PathConverter
from django.views.generic import RedirectView

from codegen import preview_views, views


class ProjectIdConverter(PathConverter):
    """A project's id: any string, as at the socket; slashes and line breaks too."""

    regex = "(?s:.+)"


register_converter(ProjectIdConverter, "project_id")

#: What follows an id tells the routes apart.
_PROJECT = "api/projects/<project_id:project_id>"
_VERSION = f"{_PROJECT}/versions/<int:number>"

urlpatterns = [
    path("code", views.page, name="code"),
    # The document's address of the page.
    path(
        "static/code_generator.html", RedirectView.as_view(pattern_name="code", query_string=True)
    ),
    # First: a project may have files of any name, such as `files/history`.
    path(f"{_VERSION}/preview/", preview_views.opened, name="project-preview"),
    path(f"{_VERSION}/preview/<path:path>", preview_views.served, name="project-preview-file"),
    path(f"{_PROJECT}/diff", views.diff, name="project-diff"),
    path(f"{_VERSION}/restore", views.restore, name="project-restore"),
    path(f"{_VERSION}/zip", views.packed, name="project-zip"),
    path(f"{_VERSION}/files/<path:path>", views.version_file, name="project-version-file"),
    path(f"{_PROJECT}/files/<path:path>/history", views.file_history, name="project-file-history"),
    path(_VERSION, views.version, name="project-version"),
    path(f"{_PROJECT}/versions", views.versions, name="project-versions"),
]
