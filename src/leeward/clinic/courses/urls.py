"""Addresses of courses."""

from django.urls import path

from leeward.clinic.courses import views

app_name = "courses"

OF_INFUSION = "people/<uuid:person_id>/infusions/<uuid:infusion_id>/"

urlpatterns = [
    path("people/<uuid:person_id>/course/", views.timeline, name="timeline"),
    path("people/<uuid:person_id>/report/", views.report, name="report"),
    path("people/<uuid:person_id>/report/file/", views.report_file, name="file"),
    path(OF_INFUSION + "report/", views.infusion_report, name="infusion_report"),
    path(OF_INFUSION + "report/pdf/", views.infusion_pdf, name="infusion_pdf"),
]
