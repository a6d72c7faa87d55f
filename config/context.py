from django.http import HttpRequest

from config.version import VERSION
from realtime.access import tickets_count


def project(request: HttpRequest) -> dict[str, object]:
    """Tell every page which version it belongs to, and whether one has to sign in to speak."""
    return {"version": VERSION, "must_sign_in": tickets_count()}
