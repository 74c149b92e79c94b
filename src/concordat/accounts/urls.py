"""Addresses of accounts, beside those of allauth under /account/."""

from django.urls import path

from concordat.accounts.views import demo, joining, people

urlpatterns = [
    path("join/<str:token>/", joining.join, name="join"),
    path("people/<int:organisation_id>/", people.at_organisation, name="people"),
    path("people/roles/<int:role_id>/end/", people.end, name="end_role"),
    path("demo/sign-in/", demo.sign_in, name="demo_sign_in"),
]
