from codegen.consumers import GenerationConsumer
from realtime.routing import socket_path

#: The project id is all that follows, slashes too, percent-decoded: the last of the routes below
#: /ws/. `/ws/chat` is the project "chat"; `/ws/chat/` is the typewriter chat without a user.
generation_urlpatterns = [socket_path(r"^ws/(?!chat/)(?P<project_id>.+)$", GenerationConsumer)]
