"""Addresses of people, invitations and the sign-in of a demo."""

from django.urls import path

from concordat.accounts.views import demo, joining, people

app_name = "accounts"

urlpatterns = [
    path("people/", people.mine, name="mine"),
    path("people/<int:organisation_id>/", people.at_organisation, name="people"),
    path("people/roles/<int:role_id>/end/", people.end_role, name="end_role"),
    path("people/invitations/<int:invitation_id>/withdraw/", people.withdraw, name="withdraw"),
    path("join/<str:token>/", joining.join, name="join"),
    path("demo/sign-in/", demo.sign_in, name="demo_sign_in"),
]
