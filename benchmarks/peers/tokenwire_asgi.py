"""Tokenwire as config/asgi.py puts it together, with the ORM's consumer beside its services."""

from channels.routing import ProtocolTypeRouter, URLRouter

from benchmarks.peers.orm_work import OrmWork
from config.asgi import django_application
from config.routing import websocket_urlpatterns
from realtime.access import OriginGuard
from realtime.routing import socket_path

work = socket_path(r"^ws/work/$", OrmWork)

application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": OriginGuard(URLRouter([work, *websocket_urlpatterns])),
    }
)
