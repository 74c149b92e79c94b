"""Addresses of the staff site."""

from django.urls import include, path

from concordat.web import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("account/", include("allauth.urls")),
]
