"""Addresses of crises."""

from django.urls import path

from leeward.clinic.crises import views

app_name = "crises"

urlpatterns = [
    path("crises/", views.open_list, name="list"),
    path("crises/now/", views.now_part, name="now"),
    path("on-call/", views.on_call, name="rota"),
    path("on-call/<int:on_call_id>/take-back/", views.take_back, name="take_back"),
    path("people/<uuid:person_id>/crises/", views.of_person, name="of_person"),
    path("people/<uuid:person_id>/crises/<uuid:crisis_id>/", views.crisis, name="crisis"),
    path("people/<uuid:person_id>/crises/<uuid:crisis_id>/standing/", views.standing, name="standing"),
    path("people/<uuid:person_id>/crises/<uuid:crisis_id>/close/", views.close, name="close"),
]
