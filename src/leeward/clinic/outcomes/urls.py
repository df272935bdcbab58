"""Addresses of outcomes."""

from django.urls import path

from leeward.clinic.outcomes import views, wording_views

app_name = "outcomes"

urlpatterns = [
    path("instruments/", wording_views.listed, name="wordings"),
    path("instruments/<slug:scale_key>/", wording_views.wording, name="wording"),
    path("people/<uuid:person_id>/outcomes/", views.overview, name="overview"),
    path("people/<uuid:person_id>/outcomes/enter/<slug:scale_key>/", views.enter, name="enter"),
    path("people/<uuid:person_id>/outcomes/<uuid:entry_id>/", views.entry, name="entry"),
]
