from contact.consumers import ContactConsumer
from contact.inbox.consumers import InboxConsumer
from realtime.routing import socket_path

contact_urlpatterns = [
    socket_path(r"^contact/?$", ContactConsumer),
    socket_path(r"^contact/inbox$", InboxConsumer),
]
