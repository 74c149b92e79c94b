"""Addresses of outside audits and of levels by area. Part of the addresses of audits."""

from django.urls import path

from concordat.audits.views import levels, outside

urlpatterns = [
    path("returns/<int:return_id>/levels/", levels.of_return, name="levels"),
    path("cycles/<int:cycle_id>/levels/", levels.of_cycle, name="cycle_levels"),
    path("cycles/<int:cycle_id>/levels.csv", levels.of_cycle_csv, name="levels_csv"),
    path("accepted-audits/", outside.every, name="outside_audits"),
    path("accepted-audits/accepted-audits.csv", outside.every_csv, name="outside_csv"),
    path("accepted-audits/<int:partnership_id>/new/<str:form_code>/", outside.name, name="name_outside"),
    path("accepted-audits/<int:outside_id>/end/", outside.end, name="end_outside"),
    path("returns/<int:return_id>/outside/", outside.of_return, name="outside"),
    path("outside/<int:outside_offer_id>/take-back/", outside.take_back, name="take_back_outside"),
    path("outside/<int:outside_offer_id>/decide/", outside.decide, name="decide_outside"),
    path("outside/<int:outside_offer_id>/undo/", outside.undo, name="undo_outside"),
]
