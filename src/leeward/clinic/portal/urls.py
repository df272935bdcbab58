"""Addresses of the portal: the patient's below /intake/, the clinic's below the person."""

from django.urls import path

from leeward.clinic.portal import staff_views, views

app_name = "portal"

urlpatterns = [
    path("intake/", views.start, name="start"),
    path("intake/open/<str:token>/", views.door, name="door"),
    path("intake/again/", views.again, name="again"),
    path("intake/question/<slug:key>/", views.step, name="step"),
    path("intake/help/", views.help_now, name="help"),
    path("intake/check/", views.check, name="check"),
    path("intake/leave/", views.leave, name="leave"),
    path("intake/sent/", views.sent, name="sent"),
    path("people/<uuid:person_id>/intake/", staff_views.intake, name="intake"),
    path("people/<uuid:person_id>/intake/<uuid:link_id>/", staff_views.answers, name="answers"),
    path("people/<uuid:person_id>/intake/<uuid:link_id>/revoke/", staff_views.revoke, name="revoke"),
]
