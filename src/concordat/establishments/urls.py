"""Addresses of the register."""

from django.urls import path

from concordat.establishments.views import absences, changes, leads, lists, local_settings, settings, term_dates

app_name = "establishments"

urlpatterns = [
    path("", lists.register, name="register"),
    path("settings.csv", lists.register_csv, name="register_csv"),
    path("leads/", leads.leads, name="leads"),
    path("leads.csv", leads.leads_csv, name="leads_csv"),
    path("term-dates/", term_dates.areas, name="term_dates"),
    path("term-dates/<int:authority_id>/", term_dates.one_area, name="term_dates_of"),
    path("<int:establishment_id>/closed-days/", term_dates.own_dates, name="own_dates"),
    path("changes/", changes.imports, name="imports"),
    path("changes/<int:import_id>/", changes.changes, name="changes"),
    path("changes/<int:import_id>/changes.csv", changes.changes_csv, name="changes_csv"),
    path("local/", local_settings.local_settings, name="local_settings"),
    path("local/settings.csv", local_settings.local_settings_csv, name="local_settings_csv"),
    path("local/new/", local_settings.create, name="create_local_setting"),
    path("local/<int:local_setting_id>/change/", local_settings.change, name="change_local_setting"),
    path("local/<int:local_setting_id>/close/", local_settings.close, name="close_local_setting"),
    path("local/<int:local_setting_id>/merge/", local_settings.merge, name="merge_local_setting"),
    path("<int:establishment_id>/", settings.setting, name="setting"),
    path("<int:establishment_id>/posts/new/", settings.name_post, name="name_post"),
    path("posts/<int:post_id>/change/", settings.describe_post, name="describe_post"),
    path("posts/<int:post_id>/absences/", absences.absences, name="absences"),
    path("posts/<int:post_id>/absences/<int:absence_id>/withdraw/", absences.withdraw, name="withdraw_absence"),
    path("posts/<int:post_id>/end/", settings.end_post, name="end_post"),
]
