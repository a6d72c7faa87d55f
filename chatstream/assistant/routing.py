from chatstream.assistant.consumers import AssistantConsumer
from realtime.routing import socket_path

#: Who and where stand in the query: `?user_id=…&username=…&room_id=…`.
assistant_urlpatterns = [socket_path(r"^ws\Z", AssistantConsumer)]
