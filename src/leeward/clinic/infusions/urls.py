"""Addresses of this app."""

from django.urls import URLPattern, path

from leeward.clinic.infusions import (
    gate_views,
    late_views,
    learning_views,
    room_views,
    scale_views,
    settle_views,
    time_out_views,
    views,
)
from leeward.clinic.infusions.verbs import VERBS

app_name = "infusions"

OF_PERSON = "people/<uuid:person_id>/infusions/"
OF_INFUSION = OF_PERSON + "<uuid:infusion_id>/"


def _verb(name: str) -> URLPattern:
    return path(f"{OF_INFUSION}{name}/", views.act, {"verb": name}, name=name)


urlpatterns: list[URLPattern] = [
    path(OF_PERSON, views.infusions, name="list"),
    path(OF_PERSON + "plan/<uuid:order_id>/", views.plan, name="plan"),
    path(OF_INFUSION, views.chairside, name="chairside"),
    path(OF_INFUSION + "live/", views.live, name="live"),
    path(OF_INFUSION + "chart/", views.chart, name="chart"),
    path(OF_INFUSION + "row/", views.chart_row, name="row"),
    path(OF_INFUSION + "queued/", late_views.queued, name="queued"),
    path(OF_INFUSION + "worker.js", late_views.worker, name="worker"),
    path(OF_INFUSION + "scales/", scale_views.panel, name="scales"),
    path(OF_INFUSION + "ask-pause/", scale_views.ask_pause, name="ask_pause"),
    path(OF_INFUSION + "asked/", scale_views.asked, name="asked"),
    path(OF_INFUSION + "what-if/", views.what_if, name="what_if"),
    path(OF_INFUSION + "journal/", views.journal, name="journal"),
    path(OF_INFUSION + "flowsheet/", views.flowsheet, name="flowsheet"),
    path(OF_INFUSION + "time-out/", time_out_views.time_out, name="time_out"),
    path(OF_INFUSION + "discharge/", gate_views.discharge, name="discharge"),
    path(OF_INFUSION + "learned/", learning_views.learned, name="learned"),
    path(OF_INFUSION + "drug/", settle_views.settle, name="settle"),
    path("room/", room_views.chairs, name="chairs"),
    path("room/chairs/", room_views.chairs_live, name="chairs_live"),
    path("room/calls/", room_views.calls, name="calls"),
    *[_verb(name) for name in VERBS],
]
