"""Addresses of referrals."""

from django.urls import path

from leeward.clinic.referrals import views

app_name = "referrals"

urlpatterns = [
    path("request/", views.request_page, name="request"),
    path("request/thanks/", views.thanks, name="thanks"),
    path("referrals/", views.referral_list, name="list"),
    path("referrals/<uuid:referral_id>/", views.referral, name="referral"),
]
