"""Addresses for a trust and all its schools."""

from django.urls import path

from concordat.audits.views import trust_schools, trust_sheets, trusts

urlpatterns = [
    path("trusts/", trust_schools.mine, name="trusts"),
    path("trusts/<int:trust_id>/", trust_schools.schools, name="trust_schools"),
    path("trusts/<int:trust_id>/schools.csv", trust_schools.schools_csv, name="trust_schools_csv"),
    path("trusts/<int:trust_id>/answers/", trusts.answers, name="trust_answers"),
    path("trusts/<int:trust_id>/bring-in/", trust_sheets.bring_in, name="trust_bring_in"),
    path("trust-audits/<int:trust_audit_id>/", trusts.trust_audit, name="trust_audit"),
    path("trust-audits/<int:trust_audit_id>/sections/<str:code>/", trusts.section, name="trust_section"),
    path("trust-audits/<int:trust_audit_id>/sign/", trusts.sign, name="trust_sign"),
    path("trust-audits/<int:trust_audit_id>/reopen/", trusts.reopen, name="trust_reopen"),
]
