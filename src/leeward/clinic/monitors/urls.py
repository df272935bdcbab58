"""Addresses of the register of devices."""

from django.urls import path

from leeward.clinic.monitors import csv_views, rest_views, views

app_name = "monitors"

OF_DEVICE = "devices/<uuid:device_id>/"

urlpatterns = [
    path("devices/", views.device_list, name="list"),
    path("devices/register/", views.register, name="register"),
    path("devices/set-aside/", views.set_aside, name="set_aside"),
    path("devices/fhir/", rest_views.bundle, name="bundle"),
    path("devices/fhir/Observation", rest_views.observation, name="observation"),
    path("devices/csv", csv_views.csv, name="csv"),
    path("devices/codes/", views.codes, name="codes"),
    path(OF_DEVICE, views.device, name="device"),
    path(OF_DEVICE + "edit/", views.edit, name="edit"),
    path(OF_DEVICE + "table/", views.table, name="table"),
    path(OF_DEVICE + "secret/", views.secret, name="secret"),
    path(OF_DEVICE + "mode/", views.mode, name="mode"),
    path(OF_DEVICE + "check/<slug:line>/", views.check, name="check"),
    path(OF_DEVICE + "retire/", views.retire, name="retire"),
]
