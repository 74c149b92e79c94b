"""Addresses of the learner site."""

from django.urls import path

from concordat.web import learner_pages as pages

urlpatterns = [
    path("", pages.home),
    path("help-now", pages.help_now),
    path("helplines", pages.helplines),
    path("what-happens", pages.what_happens),
    path("about", pages.about),
    path("healthz", pages.healthz),
]
handler404 = pages.not_here
handler500 = pages.broken
