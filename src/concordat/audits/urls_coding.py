"""Addresses of coding: a question's notes coded by two people. Part of the addresses of audits."""

from django.urls import path

from concordat.audits.views import coding, coding_notes

urlpatterns = [
    path("cycles/<int:cycle_id>/codings/", coding.every, name="codings"),
    path("cycles/<int:cycle_id>/codings/new/", coding.new, name="new_coding"),
    path("codings/<int:coding_id>/", coding.one, name="coding"),
    path("codings/<int:coding_id>/codebook/", coding.codebook, name="codebook"),
    path("codings/<int:coding_id>/start/", coding.start, name="start_coding"),
    path("codings/<int:coding_id>/again/", coding.again, name="code_again"),
    path("codings/<int:coding_id>/freeze/", coding.freeze, name="freeze_coding"),
    path("codings/<int:coding_id>/close/", coding.close, name="close_coding"),
    path("codings/<int:coding_id>/results.csv", coding.results_csv, name="coding_csv"),
    path("codings/<int:coding_id>/notes/", coding_notes.code, name="code_notes"),
    path("codings/<int:coding_id>/finish/", coding_notes.finish, name="finish_coding"),
    path("codings/<int:coding_id>/differences/", coding_notes.settle, name="settle_coding"),
]
