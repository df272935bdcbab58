"""Addresses of consent."""

from django.urls import path

from leeward.clinic.consents import views

app_name = "consents"

OF_PERSON = "people/<uuid:person_id>/consent/"

urlpatterns = [
    path(OF_PERSON, views.consent, name="consent"),
    path(OF_PERSON + "withdraw/", views.withdraw, name="withdraw"),
    path(OF_PERSON + "start/", views.start, name="start"),
    path(OF_PERSON + "sign/", views.sign, name="sign"),
    path(OF_PERSON + "hand-back/", views.hand_back, name="hand_back"),
    path(OF_PERSON + "<uuid:signature_id>/", views.copy, name="copy"),
    path("consent-text/", views.text, name="text"),
    path("consent-text/change/", views.change, name="change"),
    path("consent-text/versions/<int:number>/", views.version, name="version"),
]
