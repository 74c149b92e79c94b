"""Addresses of documents."""

from django.urls import path

from concordat.core.documents import views

app_name = "documents"

urlpatterns = [
    path("ask/<str:kind>/<int:about_id>/", views.ask, name="ask"),
    path("<uuid:document_id>/", views.page, name="document"),
    path("<uuid:document_id>/file/", views.fetch, name="fetch"),
]
