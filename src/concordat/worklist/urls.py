"""Addresses of the worklist."""

from django.urls import path

from concordat.worklist.views import calendar, duties, notices

app_name = "worklist"

urlpatterns = [
    path("duties/", duties.duties, name="duties"),
    path("notices/", notices.notices, name="notices"),
    path("calendar/<str:token>.ics", calendar.calendar, name="calendar"),
]
