"""Every address of the clinic. What lies below /people/<id>/ is about one patient and is audited as a read."""

from django.urls import include, path

from leeward.clinic.people.views import home

urlpatterns = [
    path("", include(([path("", home, name="home")], "web"))),
    path("accounts/", include("allauth.urls")),
    path("", include("leeward.clinic.people.urls")),
    path("", include("leeward.clinic.referrals.urls")),
    path("", include("leeward.clinic.protocols.urls")),
    path("", include("leeward.clinic.crises.urls")),
    path("", include("leeward.clinic.consents.urls")),
    path("", include("leeward.clinic.assessments.urls")),
    path("", include("leeward.clinic.messaging.urls")),
    path("", include("leeward.clinic.portal.urls")),
    path("", include("leeward.clinic.monitors.urls")),
    path("", include("leeward.clinic.pharmacy.urls")),
    path("", include("leeward.clinic.plans.urls")),
    path("", include("leeward.clinic.infusions.urls")),
    path("", include("leeward.clinic.aftercare.urls")),
    path("", include("leeward.clinic.outcomes.urls")),
    path("", include("leeward.clinic.scheduling.urls")),
    path("", include("leeward.clinic.therapy.urls")),
    path("", include("leeward.clinic.courses.urls")),
    path("", include("leeward.clinic.patient.urls")),
    path("", include("leeward.clinic.upkeep.urls")),
]

handler400 = "leeward.clinic.web.errors.bad_request"
handler403 = "leeward.clinic.web.errors.forbidden"
handler404 = "leeward.clinic.web.errors.not_found"
handler500 = "leeward.clinic.web.errors.server_error"
