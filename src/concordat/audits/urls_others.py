"""Addresses of forms of other bodies, filled for settings. Part of the addresses of audits."""

from django.urls import path

from concordat.audits.views import body_answers, others

urlpatterns = [
    path("other-bodies/", others.every, name="body_forms"),
    path("other-bodies/new/<int:organisation_id>/", others.bring_in, name="bring_in_body_form"),
    path("other-bodies/<int:body_form_id>/", others.one, name="body_form"),
    path("other-bodies/<int:body_form_id>/cells/", others.cells, name="body_form_cells"),
    path("other-bodies/<int:body_form_id>/words/", others.words, name="body_form_words"),
    path("other-bodies/<int:body_form_id>/ask/", others.ask, name="body_form_ask"),
    path("other-bodies/<int:body_form_id>/end/", others.end, name="end_body_form"),
    path("other-bodies/asked/<int:asked_id>/", body_answers.fill, name="fill_body_form"),
    path("other-bodies/asked/<int:asked_id>/sections/<int:section_number>/", body_answers.section, name="body_section"),
    path("other-bodies/asked/<int:asked_id>/file", body_answers.file, name="body_file"),
]
