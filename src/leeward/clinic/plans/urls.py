"""Addresses of the plan."""

from django.urls import path

from leeward.clinic.plans import account_views, views

app_name = "plans"

OF_PERSON = "people/<uuid:person_id>/plan/"
OF_ORDER = OF_PERSON + "orders/<uuid:order_id>/"

urlpatterns = [
    path(OF_PERSON, views.plan, name="plan"),
    path(OF_PERSON + "propose/", views.propose, name="propose"),
    path(OF_PERSON + "<uuid:proposal_id>/<slug:key>/", views.option, name="option"),
    path(OF_ORDER, views.order, name="order"),
    path(OF_ORDER + "prepare/", views.prepare, name="prepare"),
    path(OF_ORDER + "check/<uuid:preparation_id>/", views.check, name="check"),
    path(OF_ORDER + "drug/<uuid:preparation_id>/", account_views.account, name="account"),
    path(OF_ORDER + "withdraw/", views.withdraw, name="withdraw"),
]
