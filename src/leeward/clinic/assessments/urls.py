"""Addresses of the assessment."""

from django.urls import path

from leeward.clinic.assessments import day_views, history_views, override_views, views

app_name = "assessments"

OF_PERSON = "people/<uuid:person_id>/assessment/"

urlpatterns = [
    path(OF_PERSON, views.review, name="review"),
    path(OF_PERSON + "chart/", views.chart, name="chart"),
    path(OF_PERSON + "chart/<slug:system>/", views.system, name="system"),
    path(OF_PERSON + "medicines/", views.medicines, name="medicines"),
    path(OF_PERSON + "day/", day_views.day_sheet, name="day_sheet"),
    path(OF_PERSON + "history/", history_views.history, name="history"),
    path(OF_PERSON + "history/add/<slug:part>/", history_views.add, name="history_add"),
    path(OF_PERSON + "history/<uuid:trial_id>/", history_views.edit, name="history_edit"),
    path(OF_PERSON + "history/<uuid:trial_id>/take-back/", history_views.take_back, name="history_take_back"),
    path(OF_PERSON + "sign-off/<path:rule_key>/", views.sign_off, name="sign_off"),
    path(OF_PERSON + "override/<slug:rule_key>/", override_views.override, name="override"),
    path(OF_PERSON + "import/", views.import_, name="import"),
    path(OF_PERSON + "decisions/", views.decisions, name="decisions"),
    path(OF_PERSON + "decisions/<uuid:decision_id>/", views.decision, name="decision"),
]
