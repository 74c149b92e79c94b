"""Addresses of forms."""

from django.urls import path

from concordat.questionnaires import views

app_name = "questionnaires"

urlpatterns = [
    path("", views.forms, name="forms"),
    path("import/", views.bring_in, name="import"),
    path("<int:version_id>/", views.version, name="version"),
    path("<int:version_id>/changes/", views.changes, name="changes"),
    path("<int:version_id>/publish/", views.publish, name="publish"),
    path("<int:version_id>/form.xlsx", views.workbook, name="workbook"),
    path("<int:version_id>/form.csv", views.sheet, name="sheet"),
]
