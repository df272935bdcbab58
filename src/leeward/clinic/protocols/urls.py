"""Addresses of the protocol."""

from django.urls import path

from leeward.clinic.protocols import evidence_views, views

app_name = "protocols"

urlpatterns = [
    path("protocol/", views.in_force, name="in_force"),
    path("protocol/parts/<slug:part>/", views.part, name="part"),
    path("protocol/parts/<slug:part>/change/", views.edit, name="edit"),
    path("protocol/draft/", views.draft, name="draft"),
    path("protocol/draft/anew/", views.anew, name="anew"),
    path("protocol/draft/impact/", views.impact, name="impact"),
    path("protocol/draft/sign/", views.sign, name="sign"),
    path("evidence/", evidence_views.evidence, name="evidence"),
    path("assumptions/", evidence_views.assumptions, name="assumptions"),
    path("protocol/versions/", views.versions, name="versions"),
    path("protocol/versions/<int:number>/", views.version, name="version"),
]
