"""Addresses of a signing link, apart from all others: its cookie goes nowhere else."""

from django.urls import path

from concordat.audits.views import links

app_name = "signing"

urlpatterns = [
    path("<str:token>/", links.begin, name="link"),
    path("<str:token>/code/", links.code, name="link_code"),
    path("<str:token>/return/", links.read, name="link_read"),
]
