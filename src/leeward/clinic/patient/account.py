"""What the page of the own passkeys shows."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from leeward.clinic.patient.models import Passkey
from leeward.clinic.web.templatetags.leeward import clinic_date

NotFound = Passkey.DoesNotExist


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLine:
    """One passkey."""

    passkey_id: UUID
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """The passkeys of one person."""

    keys: tuple[KeyLine, ...]
    may_make: bool


def account_page(person_id: UUID, *, may_make: bool) -> AccountPage:
    """Return the passkeys that open something."""
    rows = Passkey.objects.filter(account__person_id=person_id, removal=None)
    return AccountPage(keys=tuple(KeyLine(passkey_id=each.pk, says=_says(each)) for each in rows), may_make=may_make)


def name_of(agent: str) -> str:
    """Return what a device may be called, from what its browser says of itself."""
    known = ("iPhone", "iPad", "Android", "Macintosh", "Windows", "Linux")
    return next((each for each in known if each in agent), "Passkey")


def _says(key: Passkey) -> str:
    day = clinic_date(key.at)
    return _("%(device)s, made on %(day)s") % {"device": key.name, "day": day}
