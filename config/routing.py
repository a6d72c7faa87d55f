"""The WebSocket routes of all services, in the order in which they are tried."""

from chatstream.assistant.routing import assistant_urlpatterns
from chatstream.routing import typewriter_urlpatterns
from codegen.routing import generation_urlpatterns
from contact.routing import contact_urlpatterns
from realtime.routing import no_such_path
from video.routing import video_urlpatterns

websocket_urlpatterns = [
    *assistant_urlpatterns,
    *typewriter_urlpatterns,
    *generation_urlpatterns,
    *contact_urlpatterns,
    *video_urlpatterns,
    no_such_path,
]
