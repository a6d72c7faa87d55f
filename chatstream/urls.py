from django.urls import include, path

from chatstream.views import ChatView

urlpatterns = [
    path("chat", ChatView.as_view(), name="chat"),
    path("", include("chatstream.assistant.urls")),
]
