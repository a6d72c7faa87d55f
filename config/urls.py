"""The HTTP routes of all services."""

from django.contrib import admin
from django.urls import include, path

from config import views

urlpatterns = [
    path("", views.index, name="home"),
    path("status", views.status, name="status"),
    path("", include("chatstream.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
