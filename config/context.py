from django.http import HttpRequest

from config.version import VERSION


def project(request: HttpRequest) -> dict[str, str]:
    """Tell every page which version it belongs to."""
    return {"version": VERSION}
