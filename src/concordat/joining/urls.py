"""Addresses of joining; the public ones stand before those of invitations."""

from django.urls import path

from concordat.joining.views import keepers, leaving, letters, public, requests, resets

app_name = "joining"

urlpatterns = [
    path("join/", public.ways, name="ways"),
    path("join/letter/", public.letter, name="letter"),
    path("join/ask/", public.find, name="find"),
    path("join/ask/<int:establishment_id>/", public.ask, name="ask"),
    path("join/sent/", public.sent, name="sent"),
    path("join/prove/<str:token>/", public.prove, name="prove"),
    path("joining/requests/", requests.requests, name="requests"),
    path("joining/requests/<int:request_id>/", requests.one_request, name="request"),
    path("joining/partnerships/<int:partnership_id>/keepers/", keepers.area, name="keepers"),
    path("joining/partnerships/<int:partnership_id>/keepers.csv", keepers.area_csv, name="keepers_csv"),
    path("joining/settings/<int:establishment_id>/call/", keepers.note_call, name="note_call"),
    path("joining/roles/<int:role_id>/leave/", leaving.leave, name="leave"),
    path("joining/hand-overs/<int:hand_over_id>/", leaving.hand_over, name="hand_over"),
    path("joining/calls/<int:call_id>/", keepers.one_call, name="call"),
    path("joining/resets/", resets.resets, name="resets"),
    path("joining/resets/<int:reset_id>/", resets.one_reset, name="reset"),
    path("joining/roles/<int:role_id>/reset/", resets.open_reset, name="open_reset"),
    path("joining/partnerships/<int:partnership_id>/letters/", letters.letters, name="letters"),
    path("joining/letters/<int:run_id>/", letters.run, name="run"),
    path("joining/letters/<int:run_id>/letters.csv", letters.run_csv, name="run_csv"),
    path("joining/codes/<int:code_id>/revoke/", letters.revoke, name="revoke"),
]
