"""Addresses of initiatives. Part of the addresses of audits."""

from django.urls import path

from concordat.audits.views import initiatives, our_initiatives

urlpatterns = [
    path("initiatives/", initiatives.mine, name="my_initiatives"),
    path("partnerships/<int:partnership_id>/initiatives/", initiatives.register_page, name="initiatives"),
    path("partnerships/<int:partnership_id>/initiatives.csv", initiatives.register_csv, name="initiatives_csv"),
    path("partnerships/<int:partnership_id>/initiatives/new/", initiatives.begin, name="begin_initiative"),
    path("initiatives/<int:initiative_id>/", initiatives.one, name="initiative"),
    path("initiatives/<int:initiative_id>/settings.csv", initiatives.settings_csv, name="initiative_csv"),
    path("initiatives/<int:initiative_id>/change/", initiatives.change, name="change_initiative"),
    path("initiatives/<int:initiative_id>/end/", initiatives.end, name="end_initiative"),
    path("initiatives/<int:initiative_id>/take-up/", initiatives.note, name="note_take_up"),
    path("settings/<int:establishment_id>/initiatives/", our_initiatives.ours, name="our_initiatives"),
    path(
        "settings/<int:establishment_id>/initiatives/<int:initiative_id>/",
        our_initiatives.say_take_up,
        name="say_take_up",
    ),
]
