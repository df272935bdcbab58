"""A second person at the same screen: who they are is proved by their own password, and nobody is signed in or out."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Final

from django import forms
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import transaction

from leeward.clinic.people.models import Staff, WitnessTry
from leeward.clinic.people.roles import Role
from leeward.clinic.web.tries import count_try

# Chosen by us, without a source, as the portal's are: five are slips of the finger, and too few for a guess.
MOST_WRONG: Final = 5
WITHIN_S: Final = 15 * 60
Outcome = WitnessTry.Outcome


class CannotWitness(ValueError):
    """This person cannot be the second one here, or is not shown to be who they say."""


def witness(*, username: str, password: str, besides: Staff, roles: Collection[Role], now: datetime) -> Staff:
    """Return the colleague who stands beside `besides` and typed their own name and password.

    Every try is kept. Tries are counted before the password is looked at, for the name and for who is signed in, so
    that guesses sent together count as many. Call it before the transaction of the deed: inside one, a refusal would
    take its own count back (RuntimeError says so). Raises CannotWitness with what to do.
    """
    name = username.strip()
    if name == besides.username:
        raise CannotWitness("The witness is another person: ask a colleague to type their own name and password.")
    keys = _keys(name, besides)
    named = Staff.objects.filter(username=name).first()
    with transaction.atomic(durable=True):
        tried = max([count_try(key, within_s=WITHIN_S) for key in keys])
        if tried > MOST_WRONG:
            _keep(named, besides, Outcome.TOO_MANY, now=now)
    if tried > MOST_WRONG:
        raise CannotWitness(
            f"Too many wrong tries. This name, and tries from this screen, are refused for {WITHIN_S // 60} minutes. "
            "Ask another colleague, or wait."
        )
    if not _is_password_of(named, password) or named is None:
        _keep(named, besides, Outcome.WRONG, now=now)
        raise CannotWitness("The witness’s name and password do not belong together. Type both again.")
    _refuse_unfit(named, besides, roles, now=now)
    with transaction.atomic(durable=True):
        cache.delete_many(keys)
        _keep(named, besides, Outcome.SEEN, now=now)
    return named


class WitnessFields(forms.Form):
    """The two fields in which the second person types; a form that needs a witness inherits them."""

    witness_username = forms.CharField(
        label="Witness: user name",
        help_text="The colleague who watches types their own name and password here. Nobody is signed out.",
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "A colleague who watched enters their user name."},
    )
    witness_password = forms.CharField(
        label="Witness: password",
        max_length=400,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),  # or a browser fills in the password it knows
        error_messages={"required": "The colleague who watched enters their own password."},
    )

    def seen_by(self, *, besides: Staff, roles: Collection[Role], now: datetime) -> Staff | None:
        """Return the witness of a valid form; None, with the sentence at the password's field, where there is none."""
        try:
            return witness(
                username=self.cleaned_data["witness_username"],
                password=self.cleaned_data["witness_password"],
                besides=besides,
                roles=roles,
                now=now,
            )
        except CannotWitness as why:
            self.add_error("witness_password", str(why))
            return None


def _keys(name: str, besides: Staff) -> tuple[str, str]:
    """Under what tries are counted: the name that was typed, and who is signed in at the screen."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return f"witness:name:{digest}", f"witness:by:{besides.pk}"


def _is_password_of(named: Staff | None, password: str) -> bool:
    """Is it theirs? A name that nobody has takes as long as one that somebody has."""
    if named is None:
        make_password(password)
        return False
    return named.check_password(password)


def _refuse_unfit(named: Staff, besides: Staff, roles: Collection[Role], *, now: datetime) -> None:
    """Raise CannotWitness for a closed account or a role that may not watch: said only to who knew the password."""
    if named.pk == besides.pk:
        raise CannotWitness("The witness is another person: ask a colleague to type their own name and password.")
    if named.is_active and named.works_as in roles:
        return
    _keep(named, besides, Outcome.UNFIT, now=now)
    if not named.is_active:
        raise CannotWitness("This account is closed: its owner cannot be a witness. Ask another colleague.")
    may = ", ".join(role.label.lower() for role in Role if role in roles)
    raise CannotWitness(f"{named} cannot be the witness here. Ask a colleague who is: {may}.")


@transaction.atomic
def _keep(named: Staff | None, besides: Staff, outcome: WitnessTry.Outcome, *, now: datetime) -> None:
    WitnessTry.objects.create(named=named, asked_by=besides, outcome=outcome, at=now)
