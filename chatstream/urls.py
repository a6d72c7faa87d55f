from django.urls import path

from chatstream.views import ChatView

urlpatterns = [
    path("chat", ChatView.as_view(), name="chat"),
]
