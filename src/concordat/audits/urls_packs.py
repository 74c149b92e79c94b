"""Addresses of answer packs. Part of the addresses of audits."""

from django.urls import path

from concordat.audits.views import pack_issuers, packs

urlpatterns = [
    path("returns/<int:return_id>/packs/", packs.of_return, name="packs"),
    path("returns/<int:return_id>/packs/take/", packs.take, name="take_pack"),
    path("returns/<int:return_id>/packs/new/", packs.bring, name="bring_pack"),
    path("packs/<int:pack_id>/take-out/", packs.withdraw, name="withdraw_pack"),
    path("pack-issuers/", pack_issuers.every, name="issuers"),
    path("pack-issuers/pack-issuers.csv", pack_issuers.every_csv, name="issuers_csv"),
    path("pack-issuers/new/", pack_issuers.agree, name="agree_issuer"),
    path("pack-issuers/<int:issuer_id>/end/", pack_issuers.end, name="end_issuer"),
]
