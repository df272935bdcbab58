"""Addresses of psychotherapy: the clinic's below the person, the outside therapist's below /therapist/."""

from django.urls import path

from leeward.clinic.therapy import outside_views, views

app_name = "therapy"

PERSON = "people/<uuid:person_id>/therapy/"

urlpatterns = [
    path("therapist/", outside_views.start, name="outside_start"),
    path("therapist/again/", outside_views.again, name="outside_again"),
    path("therapist/open/<str:token>/", outside_views.door, name="outside_door"),
    path(PERSON, views.of_person, name="of_person"),
    path(PERSON + "plan/", views.make, name="make"),
    path(PERSON + "outside/", views.outside, name="outside"),
    path(PERSON + "outside/<uuid:plan_id>/link/", views.link, name="link"),
    path(PERSON + "outside/<uuid:plan_id>/revoke/", views.revoke, name="revoke"),
    path(PERSON + "plan/<uuid:plan_id>/end/", views.end, name="end"),
    path(PERSON + "readers/", views.readers, name="readers"),
    path(PERSON + "readers/<int:author_id>/<int:reader_id>/", views.reader_back, name="reader_back"),
    path(PERSON + "sessions/<uuid:session_id>/", views.session, name="session"),
    path(PERSON + "sessions/<uuid:session_id>/held/", views.held, name="held"),
    path(PERSON + "sessions/<uuid:session_id>/notes/", views.notes, name="notes"),
]
