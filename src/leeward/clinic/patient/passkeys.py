"""Passkeys of patients: made once behind a link that the clinic gave, and used to sign in from then on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from leeward.clinic.patient import sessions
from leeward.clinic.patient.limits import MOST_PASSKEYS
from leeward.clinic.patient.models import Passkey, PatientAccount, PatientSession
from leeward.clinic.web.tries import count_try

STATE: Final = "leeward_my_challenge"
SALT: Final = "leeward.clinic.patient.passkeys"
HOLDS_FOR: Final = timedelta(minutes=5)
REQUIRED: Final = UserVerificationRequirement.REQUIRED


class CannotSignIn(Exception):
    """The passkey was not made, or opened nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What the browser is asked, and what comes back with its answer."""

    options: dict[str, Any]
    state: dict[str, Any]


def begin_making(request: HttpRequest, *, person_id: UUID) -> Begun:
    """Ask the browser for a new passkey of this person; raises CannotSignIn where they have too many."""
    account = PatientAccount.objects.filter(person_id=person_id).first()
    known = list(account.passkeys.filter(removal=None)) if account else []
    if len(known) >= MOST_PASSKEYS:
        raise CannotSignIn("There are as many passkeys as one person needs. Remove one first.")
    account_id = account.pk if account else uuid4()
    # No name of the patient goes to the browser's list: whoever looks over a shoulder reads the clinic's.
    user = PublicKeyCredentialUserEntity(
        id=account_id.bytes, name=settings.CLINIC_NAME, display_name=settings.CLINIC_NAME
    )
    options, state = _server(request).register_begin(
        user, credentials=[_attested(key) for key in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED, user_verification=REQUIRED,
    )  # fmt: skip
    return Begun(options=dict(options), state={**state, "account": str(account_id), "person": str(person_id)})


@transaction.atomic
def make(
    request: HttpRequest, answer: Mapping[str, Any], *, person_id: UUID, link_id: UUID | None, name: str, at: datetime
) -> Passkey:  # fmt: skip
    """Keep the passkey that the browser made; the first one makes the account. Raises CannotSignIn."""
    state = _state(request)
    if state.get("person") != str(person_id):
        raise CannotSignIn("This was begun for somebody else. Try again.")
    try:
        data = _server(request).register_complete(state, answer).credential_data
    except (ValueError, TypeError, KeyError) as why:
        raise CannotSignIn("The passkey was not made. Try again.") from why
    if data is None:
        raise CannotSignIn("The passkey was not made. Try again.")
    account = PatientAccount.objects.filter(person_id=person_id).first()
    if account is None and link_id is None:
        raise CannotSignIn("The first passkey is made behind a link of the clinic.")
    account = account or PatientAccount.objects.create(
        id=UUID(state["account"]), person_id=person_id, link_id=link_id, at=at
    )
    return Passkey.objects.create(
        account=account, credential_id=websafe_encode(data.credential_id), public_data=websafe_encode(bytes(data)),
        name=name, link_id=link_id, at=at,
    )  # fmt: skip


def begin_using(request: HttpRequest) -> Begun:
    """Ask the browser for whichever passkey of ours it holds."""
    options, state = _server(request).authenticate_begin(user_verification=REQUIRED)
    return Begun(options=dict(options), state=dict(state))


@transaction.atomic
def use(request: HttpRequest, answer: Mapping[str, Any], *, at: datetime) -> tuple[str, PatientAccount]:
    """Begin a session with a passkey; return its secret and the account. Raises CannotSignIn."""
    state, key = _state(request), _known(answer)
    try:
        _server(request).authenticate_complete(state, [_attested(key)], answer)
        count = AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
    except (ValueError, TypeError, KeyError) as why:
        raise CannotSignIn("This passkey does not open anything here.") from why
    last = PatientSession.objects.filter(passkey=key).order_by("-sign_count").first()
    if last is not None and count and count <= last.sign_count:
        raise CannotSignIn("This passkey was copied. Ask the clinic to close it, and make a new one.")
    return sessions.begin(passkey=key, sign_count=count, at=at), key.account


def remember(response: HttpResponse, state: dict[str, Any]) -> None:
    """Keep what the answer is checked against, signed, on the device that was asked."""
    response.set_cookie(
        STATE, signing.dumps({**state, "id": str(uuid4())}, salt=SALT), max_age=HOLDS_FOR, path=sessions.PATH,
        secure=settings.HTTPS, httponly=True, samesite="Strict",
    )  # fmt: skip


def as_json(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options as JSON can hold them."""
    read: dict[str, Any] = json.loads(json.dumps(options, default=_written))
    return read


def _written(value: Any) -> Any:
    return websafe_encode(value) if isinstance(value, bytes) else dict(value)


def _state(request: HttpRequest) -> dict[str, Any]:
    """Return what was asked; each question is answered once."""
    try:
        state: dict[str, Any] = signing.loads(request.COOKIES.get(STATE, ""), salt=SALT, max_age=HOLDS_FOR)
    except signing.BadSignature as why:
        raise CannotSignIn("This took too long. Try again.") from why
    if count_try(f"patient:challenge:{state['id']}", within_s=int(HOLDS_FOR.total_seconds())) > 1:
        raise CannotSignIn("This was answered already. Try again.")
    return state


def _known(answer: Mapping[str, Any]) -> Passkey:
    keys = Passkey.objects.select_related("account").filter(removal=None)
    key = keys.filter(credential_id=str(answer.get("id", "")).rstrip("=")).first()
    if key is None:
        raise CannotSignIn("This passkey does not open anything here.")
    return key


def _attested(key: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(key.public_data))


def _server(request: HttpRequest) -> Fido2Server:
    host = request.get_host().partition(":")[0]
    here = f"{request.scheme}://{request.get_host()}"
    rp = PublicKeyCredentialRpEntity(id=host, name=settings.CLINIC_NAME)
    return Fido2Server(rp, verify_origin=lambda origin: origin == here)
