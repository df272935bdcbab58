"""Addresses of courses."""

from django.urls import path

from leeward.clinic.courses import adapt_views, plan_views, safety_views, views

app_name = "courses"

OF_INFUSION = "people/<uuid:person_id>/infusions/<uuid:infusion_id>/"
COURSE = "people/<uuid:person_id>/course/"
SAFETY = "people/<uuid:person_id>/safety/"

urlpatterns = [
    path(COURSE, views.timeline, name="timeline"),
    path(COURSE + "plan/", plan_views.plan, name="plan"),
    path(COURSE + "plan/days/", plan_views.rearrange, name="rearrange"),
    path(COURSE + "plan/end/", plan_views.end, name="end"),
    path(COURSE + "next/", adapt_views.adapt, name="adapt"),
    path(COURSE + "next/<uuid:adaptation_id>/", adapt_views.adaptation, name="adaptation"),
    path(SAFETY, safety_views.safety, name="safety"),
    path(SAFETY + "results/<uuid:result_id>/", safety_views.decide, name="safety_decide"),
    path(SAFETY + "review/", safety_views.review, name="safety_review"),
    path(SAFETY + "<str:domain>/", safety_views.enter, name="safety_enter"),
    path(SAFETY + "<str:domain>/pass/", safety_views.let_pass, name="safety_pass"),
    path("people/<uuid:person_id>/report/", views.report, name="report"),
    path("people/<uuid:person_id>/report/file/", views.report_file, name="file"),
    path(OF_INFUSION + "report/", views.infusion_report, name="infusion_report"),
    path(OF_INFUSION + "report/pdf/", views.infusion_pdf, name="infusion_pdf"),
]
