from django.urls import path

from contact import views

urlpatterns = [
    # The sockets have the same paths.
    path("contact", views.page, name="contact"),
    path("contact/inbox", views.inbox, name="contact-inbox"),
    path("api/contact/conversations", views.conversations, name="contact-conversations"),
    path(
        "api/contact/conversations/<uuid:client_id>",
        views.conversation,
        name="contact-conversation",
    ),
    path("api/contact/broadcast", views.broadcast, name="contact-broadcast"),
]
