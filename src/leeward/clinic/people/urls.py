"""Addresses of people."""

from django.urls import path

from leeward.clinic.people import views

app_name = "people"

urlpatterns = [
    path("people/", views.people_list, name="list"),
    path("people/add/", views.add, name="add"),
    path("people/<uuid:person_id>/", views.person, name="person"),
    path("people/<uuid:person_id>/identity/", views.identity, name="identity"),
    path("people/<uuid:person_id>/allergies/", views.allergies, name="allergies"),
]
