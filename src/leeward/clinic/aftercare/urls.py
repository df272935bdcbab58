"""Addresses of aftercare: the patient's below /after/, the clinic's below the person, and the list of calls."""

from django.urls import path

from leeward.clinic.aftercare import patient_views, views

app_name = "aftercare"

OF_CALL = "people/<uuid:person_id>/infusions/<uuid:infusion_id>/day-after/"
OF_SHEET = "people/<uuid:person_id>/infusions/<uuid:infusion_id>/instructions/"

urlpatterns = [
    path("after/", patient_views.leaflet, name="leaflet"),
    path("after/open/<str:token>/", patient_views.door, name="door"),
    path("after/again/", patient_views.again, name="again"),
    path("after/questions/", patient_views.check_in, name="questions"),
    path("day-after/", views.calls, name="list"),
    path(OF_SHEET, views.hand_out, name="hand_out"),
    path(OF_SHEET + "<uuid:link_id>/revoke/", views.revoke, name="revoke"),
    path(OF_CALL, views.check_in, name="check_in"),
    path(OF_CALL + "unanswered/", views.attempt, name="attempt"),
    path(OF_CALL + "close/", views.close, name="close"),
    path(OF_CALL + "<uuid:check_in_id>/followed/", views.follow_up, name="follow_up"),
]
