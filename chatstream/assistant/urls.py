from django.urls import path

from chatstream.assistant import views

urlpatterns = [
    path("broadcast", views.broadcast, name="broadcast"),
]
