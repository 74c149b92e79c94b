"""Addresses of the journey to a provider and back; allauth includes them below /account/."""

from django.urls import path

from concordat.accounts.work_accounts import views

urlpatterns = [
    path("with/<str:provider_id>/", views.begin, name="openid_connect_login"),
    path("with/<str:provider_id>/back/", views.back, name="openid_connect_callback"),
]
