"""Addresses of the calendar: the clinic's week and room, and below the person their own sessions."""

from django.urls import path

from leeward.clinic.scheduling import room_views, views

app_name = "scheduling"

PERSON = "people/<uuid:person_id>/sessions/"
ONE = PERSON + "<uuid:booking_id>/"

urlpatterns = [
    path("calendar/", views.week, name="week"),
    path("calendar/room/", room_views.room, name="room"),
    path("calendar/room/chair/", room_views.chair, name="chair"),
    path("calendar/room/chair/<int:chair_id>/", room_views.chair_hours, name="chair_hours"),
    path("calendar/room/staff/<int:staff_id>/", room_views.staff_hours, name="staff_hours"),
    path("calendar/room/staff/<int:staff_id>/away/", room_views.away, name="away"),
    path("calendar/own/", room_views.own_hours, name="own_hours"),
    path("calendar/own/away/", room_views.own_away, name="own_away"),
    path("calendar/room/day/", room_views.day, name="day"),
    path(PERSON, views.of_person, name="of_person"),
    path(PERSON + "book/", views.book, name="book"),
    path(PERSON + "times/", views.times, name="times"),
    path(ONE, views.booking, name="booking"),
    path(ONE + "move/", views.move, name="move"),
    path(ONE + "cancel/", views.cancel, name="cancel"),
    path(ONE + "missed/", views.missed, name="missed"),
    path(ONE + "held/", views.held, name="held"),
]
