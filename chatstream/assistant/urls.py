from django.urls import path

from chatstream.assistant import views

urlpatterns = [
    path("test", views.page, name="test"),
    path("broadcast", views.broadcast, name="broadcast"),
]
