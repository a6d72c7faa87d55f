from chatstream.consumers import TypewriterConsumer
from realtime.routing import socket_path

#: The user id is all that follows, slashes too, percent-decoded.
typewriter_urlpatterns = [socket_path(r"^ws/chat/(?P<user_id>.+)$", TypewriterConsumer)]
