"""Addresses of section 11: agencies' returns, and a standard compared. Part of the addresses of audits."""

from django.urls import path

from concordat.audits.views import agencies

urlpatterns = [
    path("section-11/", agencies.mine, name="agencies_mine"),
    path("section-11/<int:agency_return_id>/", agencies.one, name="agency"),
    path("section-11/<int:agency_return_id>/sections/<str:agency_section>/", agencies.section, name="agency_section"),
    path("section-11/<int:agency_return_id>/sign/", agencies.sign, name="agency_sign"),
    path("section-11/<int:agency_return_id>/send-back/", agencies.send_back, name="send_agency_back"),
    path("cycles/<int:cycle_id>/agencies/", agencies.of_cycle, name="agencies"),
    path("cycles/<int:cycle_id>/standards/", agencies.standards, name="standards"),
    path("cycles/<int:cycle_id>/standards.csv", agencies.standards_csv, name="standards_csv"),
]
