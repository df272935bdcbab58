"""Which device serves which chair: told to the register, which stands below the infusions."""

from collections.abc import Mapping

from leeward.clinic.infusions.models import DevicePairing


def at_chairs() -> Mapping[str, str]:
    """Return the chair of the infusion that each paired device serves now."""
    pairings = DevicePairing.objects.filter(ended_at=None)
    return dict(pairings.values_list("device_id", "infusion__chair"))
