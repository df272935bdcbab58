"""Addresses of messaging: the patient's below /stop/, a provider's, and the staff's below the person."""

from django.urls import path

from leeward.clinic.messaging import outside_views, views

app_name = "messaging"

OF_PERSON = "people/<uuid:person_id>/messages/"

urlpatterns = [
    path("stop/<str:token>/", outside_views.stop, name="stop"),
    path("messages/hook/", outside_views.hook, name="hook"),
    path("messages/", views.failed, name="list"),
    path(OF_PERSON, views.of_person, name="of_person"),
    path(OF_PERSON + "agreement/", views.agreement, name="agreement"),
    path(OF_PERSON + "<uuid:message_id>/again/", views.again, name="again"),
]
