"""Addresses of the local offer."""

from django.urls import path

from concordat.resources import views

app_name = "resources"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("<int:partnership_id>/", views.offers, name="offers"),
    path("<int:partnership_id>/offers.csv", views.offers_csv, name="offers_csv"),
    path("<int:partnership_id>/add/", views.add, name="add"),
    path("one/<int:offer_id>/", views.offer, name="offer"),
    path("one/<int:offer_id>/change/", views.change, name="change"),
    path("one/<int:offer_id>/withdraw/", views.withdraw, name="withdraw"),
]
