"""Addresses of requests."""

from django.urls import path

from concordat.requests.views import office, settings

app_name = "requests"

urlpatterns = [
    path("", settings.mine, name="mine"),
    path("own/", settings.own, name="own"),
    path("<int:partnership_id>/", office.every, name="calendar"),
    path("<int:partnership_id>/asks.csv", office.every_csv, name="calendar_csv"),
    path("<int:partnership_id>/write/", office.draft_new, name="write"),
    path("<int:partnership_id>/burden/", office.burden, name="burden"),
    path("<int:partnership_id>/burden.csv", office.burden_csv, name="burden_csv"),
    path("draft/<int:ask_id>/", office.draft, name="draft"),
    path("draft/<int:ask_id>/change/", office.revise, name="revise"),
    path("one/<int:ask_id>/", office.one, name="request"),
    path("one/<int:ask_id>/settings.csv", office.one_csv, name="request_csv"),
    path("one/<int:ask_id>/withdraw/", office.withdraw, name="withdraw"),
    path("one/<int:ask_id>/at/<int:establishment_id>/", settings.asked, name="asked"),
    path("one/<int:ask_id>/at/<int:establishment_id>/answer/", settings.answer, name="answer"),
    path("one/<int:ask_id>/at/<int:establishment_id>/refuse/", settings.refuse, name="refuse"),
]
