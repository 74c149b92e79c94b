"""Addresses of people, invitations and the sign-in of a demo."""

from django.urls import path

from concordat.accounts.views import confirming, demo, everything, factors, hats, joining, people
from concordat.accounts.work_accounts import views as work_accounts

app_name = "accounts"

urlpatterns = [
    path("hat/", hats.hat, name="hat"),
    path("people/", people.mine, name="mine"),
    path("people/<int:organisation_id>/", people.at_organisation, name="people"),
    path("people/roles/<int:role_id>/end/", people.end_role, name="end_role"),
    path("people/invitations/<int:invitation_id>/withdraw/", people.withdraw, name="withdraw"),
    path("organisations/<int:organisation_id>/everything/", everything.everything, name="everything"),
    path("join/<str:token>/", joining.join, name="join"),
    path("account/step-up/", confirming.step_up, name="step_up"),
    path("account/carry-on/", confirming.carry_on, name="carry_on"),
    path("account/code/", confirming.mailed_code, name="mailed_code"),
    path("account/code/instead/", confirming.code_instead, name="code_instead"),
    path("account/2fa/totp/activate/", factors.set_up_codes, name="set_up_codes"),
    path("account/2fa/webauthn/add/", factors.add_key, name="add_key"),
    path("join/<str:token>/with/<str:provider_id>/", work_accounts.join_with, name="join_with"),
    path("demo/sign-in/", demo.sign_in, name="demo_sign_in"),
]
