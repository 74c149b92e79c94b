"""Addresses of the register."""

from django.urls import path

from concordat.establishments.views import changes, lists, settings

app_name = "establishments"

urlpatterns = [
    path("", lists.register, name="register"),
    path("settings.csv", lists.register_csv, name="register_csv"),
    path("changes/", changes.imports, name="imports"),
    path("changes/<int:import_id>/", changes.changes, name="changes"),
    path("changes/<int:import_id>/changes.csv", changes.changes_csv, name="changes_csv"),
    path("<int:establishment_id>/", settings.setting, name="setting"),
    path("<int:establishment_id>/posts/new/", settings.name_post, name="name_post"),
    path("posts/<int:post_id>/end/", settings.end_post, name="end_post"),
]
