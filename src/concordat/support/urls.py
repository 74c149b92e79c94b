"""Addresses of the support log."""

from django.urls import path

from concordat.support.views import calls, officers, report, requests

app_name = "support"

urlpatterns = [
    path("", calls.log, name="log"),
    path("calls.csv", calls.log_csv, name="log_csv"),
    path("calls/new/", calls.note, name="note"),
    path("calls/<int:support_call_id>/", calls.one, name="call"),
    path("requests/", requests.every, name="requests"),
    path("requests.csv", requests.every_csv, name="requests_csv"),
    path("requests/<int:support_id>/", requests.one, name="request"),
    path("mine/", requests.mine, name="mine"),
    path("mine/counts.csv", requests.counts_csv, name="counts_csv"),
    path("ask/<int:establishment_id>/", requests.ask, name="ask"),
    path("case-load/", officers.case_load, name="case_load"),
    path("case-load.csv", officers.case_load_csv, name="case_load_csv"),
    path("case-load/<int:person_id>/hand-over/", officers.hand_over, name="hand_over"),
    path("days-away/<int:days_away_id>/withdraw/", officers.withdraw_away, name="withdraw_away"),
    path("lead-officers/", officers.leads, name="leads"),
    path("lead-officers.csv", officers.leads_csv, name="leads_csv"),
    path("clock/", officers.answer_clock, name="clock"),
    path("report/", report.report, name="report"),
    path("report.csv", report.report_csv, name="report_csv"),
    path("report/no-contact.csv", report.without_csv, name="without_csv"),
]
