"""Addresses of outcomes."""

from django.urls import path

from leeward.clinic.outcomes import course_views, due_views, views, wording_views

app_name = "outcomes"

urlpatterns = [
    path("instruments/", wording_views.listed, name="wordings"),
    path("instruments/<slug:scale_key>/", wording_views.wording, name="wording"),
    path("outcomes/due/", due_views.listed, name="worklist"),
    path("outcomes/calibration/", course_views.calibration, name="calibration"),
    path("people/<uuid:person_id>/outcomes/", views.overview, name="overview"),
    path("people/<uuid:person_id>/outcomes/due/", due_views.due, name="due"),
    path("people/<uuid:person_id>/outcomes/trajectory/", course_views.trajectory, name="trajectory"),
    path("people/<uuid:person_id>/outcomes/forecast/", course_views.forecast, name="forecast"),
    path("people/<uuid:person_id>/outcomes/enter/<slug:scale_key>/", views.enter, name="enter"),
    path("people/<uuid:person_id>/outcomes/<uuid:entry_id>/", views.entry, name="entry"),
]
