"""How Django finds this app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Referrals: requests for a consultation."""

    name = "leeward.clinic.referrals"
