"""Addresses of communications."""

from django.urls import path

from concordat.communications.views import messages

app_name = "communications"

urlpatterns = [
    path("", messages.sent, name="messages"),
    path("new/", messages.write, name="write"),
    path("<int:message_id>/", messages.one, name="message"),
    path("<int:message_id>/lines.csv", messages.one_csv, name="message_csv"),
]
