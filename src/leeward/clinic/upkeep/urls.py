"""Addresses of this app."""

from django.urls import path

from leeward.clinic.upkeep import views

app_name = "upkeep"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("status/", views.status, name="status"),
    path("status/now/", views.status_now, name="status_now"),
]
