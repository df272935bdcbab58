"""Addresses of courses."""

from django.urls import path

from leeward.clinic.courses import views

app_name = "courses"

urlpatterns = [
    path("people/<uuid:person_id>/course/", views.timeline, name="timeline"),
    path("people/<uuid:person_id>/report/", views.report, name="report"),
    path("people/<uuid:person_id>/report/file/", views.report_file, name="file"),
]
