"""The HTTP routes of all services."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from config import views
from realtime.views import tickets

urlpatterns = [
    path("", views.index, name="home"),
    path("status", views.status, name="status"),
    path("api/tickets", tickets, name="tickets"),
    path("favicon.ico", RedirectView.as_view(url=static("img/logo.svg"))),
    path("", include("chatstream.urls")),
    path("", include("codegen.urls")),
    path("", include("contact.urls")),
    path("", include("video.urls")),
    path("accounts/login/", LoginView.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
