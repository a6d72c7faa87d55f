from realtime.routing import socket_path
from video.consumers import VideoConsumer

video_urlpatterns = [
    socket_path(r"^api/ws/video-generation/?$", VideoConsumer),
]
