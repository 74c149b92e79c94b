"""Addresses of forms."""

from django.urls import path

from concordat.questionnaires.views import building, relations, tags, versions

app_name = "questionnaires"

urlpatterns = [
    path("", versions.forms, name="forms"),
    path("import/", versions.bring_in, name="import"),
    path("begin/", building.begin, name="begin"),
    path("<int:version_id>/build/", building.build, name="build"),
    path("<int:version_id>/build/question/", building.question, name="build_new"),
    path("<int:version_id>/build/question/<str:question>/", building.question, name="build_question"),
    path("<int:version_id>/", versions.version, name="version"),
    path("<int:version_id>/changes/", versions.changes, name="changes"),
    path("<int:version_id>/publish/", versions.publish, name="publish"),
    path("<int:version_id>/form.xlsx", versions.workbook, name="workbook"),
    path("<int:version_id>/form.csv", versions.sheet, name="sheet"),
    path("<int:version_id>/pack.zip", versions.pack, name="pack"),
    path("<int:version_id>/tags/", tags.listed, name="tags"),
    path("<int:version_id>/tags.csv", tags.listed_csv, name="tags_csv"),
    path("<int:version_id>/tags/editors/", tags.team, name="tagging_team"),
    path("<int:version_id>/tags/answered-here/", tags.here, name="answered_here"),
    path("<int:version_id>/tags/release/", tags.release, name="release_tags"),
    path("<int:version_id>/tags/of/<str:question>/", tags.question, name="tags_of"),
    path("<int:version_id>/tags/of/<str:question>/choose/", tags.choose, name="choose_tags"),
    path("<int:version_id>/tags/of/<str:question>/check/", tags.check, name="check_cover"),
    path("<int:version_id>/related/<str:question>/", relations.question, name="related"),
    path("<int:version_id>/relations/", relations.forms, name="relations"),
    path("<int:version_id>/relations/<int:other_id>.csv", relations.forms_csv, name="relations_csv"),
]
