"""The ASGI application: pages and APIs to Django, sockets to the consumers."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_asgi_application()

from config.routing import websocket_urlpatterns  # noqa: E402  (needs Django to be set up)
from realtime.access import OriginGuard  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": OriginGuard(URLRouter(websocket_urlpatterns)),
    }
)
