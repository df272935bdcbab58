"""Who may open which address: one table, walked by a test over every address and every role.

An address that is not in the table is refused to everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from leeward.clinic.people.roles import CARE_TEAM, CHAIRSIDE, DESK, KNOWS_PATIENTS, PRESCRIBERS, Role

__all__ = ["ACCESS", "CARE_TEAM", "CHAIRSIDE", "DESK", "KNOWS_PATIENTS", "PRESCRIBERS", "Role", "Rule", "may"]

READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Circle(Enum):
    """How wide the door is."""

    ANYONE = "anyone"
    SIGNED_IN = "anyone signed in"
    ROLES = "some roles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who may read at an address, and who may also write there."""

    circle: Circle
    readers: frozenset[Role] = frozenset()
    writers: frozenset[Role] = frozenset()
    is_read_by_patient: bool = False  # in the patient's own language, with a switch between them

    def may(self, role: Role | None, method: str) -> bool:
        """May this role (None: nobody signed in) use this method here?"""
        if self.circle is Circle.ANYONE:
            return True
        if self.circle is Circle.SIGNED_IN:
            return role is not None
        return role in (self.readers if method in READING else self.writers)

    def roles_for(self, method: str) -> tuple[Role, ...]:
        """The roles that may use this method here, in the order of `Role`."""
        chosen = self.readers if method in READING else self.writers
        return tuple(role for role in Role if self.circle is Circle.SIGNED_IN or role in chosen)


def roles(*who: Role, writes: tuple[Role, ...] | None = None, is_read_by_patient: bool = False) -> Rule:
    """These roles may read, and write too unless `writes` names fewer."""
    return Rule(
        circle=Circle.ROLES,
        readers=frozenset(who),
        writers=frozenset(who if writes is None else writes),
        is_read_by_patient=is_read_by_patient,
    )


PUBLIC: Final = Rule(circle=Circle.ANYONE)
PATIENTS_OWN: Final = Rule(circle=Circle.ANYONE, is_read_by_patient=True)  # behind a door of its own: a link, a birth
SIGNED_IN: Final = Rule(circle=Circle.SIGNED_IN)
CLOSED: Final = roles()  # allauth's pages for mail: the administrator gives accounts and passwords, nobody mails them

ACCESS: Final[Mapping[str, Rule]] = {
    # web
    "web:home": SIGNED_IN,
    # upkeep: what must run; a probe has no session, and hears nothing of anybody
    "upkeep:healthz": PUBLIC,
    "upkeep:readyz": PUBLIC,
    "upkeep:status": roles(Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR, writes=()),
    "upkeep:status_now": roles(Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR, writes=()),
    # accounts (allauth's own names)
    "account_login": PUBLIC,
    "account_logout": PUBLIC,  # also leaves a sign-in that waits for its second factor
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,  # says that sign-up is closed
    "account_reauthenticate": SIGNED_IN,
    "account_email": CLOSED,
    "account_email_verification_sent": CLOSED,
    "account_confirm_email": CLOSED,
    "account_change_password": SIGNED_IN,
    "account_set_password": CLOSED,
    "account_reset_password": CLOSED,
    "account_reset_password_done": CLOSED,
    "account_reset_password_from_key": CLOSED,
    "account_reset_password_from_key_done": CLOSED,
    "account_confirm_login_code": CLOSED,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": PUBLIC,  # the second step of signing in
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_login_webauthn": PUBLIC,
    # people
    "people:list": roles(*KNOWS_PATIENTS),
    "people:add": roles(*DESK),
    "people:person": roles(*KNOWS_PATIENTS),
    "people:identity": roles(*DESK),
    "people:allergies": roles(*CHAIRSIDE),
    # referrals
    "referrals:request": PUBLIC,
    "referrals:thanks": PUBLIC,
    "referrals:list": roles(*DESK),
    "referrals:referral": roles(*DESK),
    # protocols
    "protocols:in_force": roles(*CARE_TEAM, writes=()),
    "protocols:evidence": roles(*CARE_TEAM, writes=()),
    "protocols:assumptions": roles(*CARE_TEAM, writes=()),
    "protocols:part": roles(*CARE_TEAM, writes=()),
    "protocols:edit": roles(Role.MEDICAL_DIRECTOR),
    "protocols:draft": roles(*CARE_TEAM, writes=()),
    "protocols:anew": roles(Role.MEDICAL_DIRECTOR),
    "protocols:impact": roles(*CARE_TEAM, writes=()),
    "protocols:sign": roles(Role.MEDICAL_DIRECTOR),
    "protocols:versions": roles(*CARE_TEAM, writes=()),
    "protocols:version": roles(*CARE_TEAM, writes=()),
    # crises
    "crises:list": roles(*CARE_TEAM, writes=()),
    "crises:now": SIGNED_IN,
    "crises:rota": roles(*KNOWS_PATIENTS, Role.ADMINISTRATOR, writes=(Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR)),
    "crises:take_back": roles(Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR),
    "crises:of_person": roles(*CARE_TEAM),
    "crises:crisis": roles(*CARE_TEAM),
    "crises:standing": roles(*CARE_TEAM, writes=()),
    "crises:close": roles(*PRESCRIBERS, Role.THERAPIST),
    # assessments
    "assessments:review": roles(*CARE_TEAM, writes=CHAIRSIDE),
    "assessments:chart": roles(*CHAIRSIDE),
    "assessments:system": roles(*CHAIRSIDE),
    "assessments:medicines": roles(*CHAIRSIDE),
    "assessments:day_sheet": roles(*CARE_TEAM, writes=()),
    "assessments:history": roles(*CARE_TEAM),
    "assessments:history_add": roles(*CARE_TEAM),
    "assessments:history_edit": roles(*CARE_TEAM),
    "assessments:history_take_back": roles(*CARE_TEAM),
    "assessments:sign_off": roles(*CHAIRSIDE),
    "assessments:override": roles(*CARE_TEAM, writes=PRESCRIBERS),
    "assessments:import": roles(*CHAIRSIDE),
    "assessments:decisions": roles(*CARE_TEAM, writes=()),
    "assessments:decision": roles(*CARE_TEAM, writes=()),
    # consents
    "consents:consent": roles(*CARE_TEAM, writes=()),
    "consents:withdraw": roles(*CARE_TEAM),
    "consents:start": roles(*CHAIRSIDE),
    "consents:sign": roles(*CHAIRSIDE, is_read_by_patient=True),
    "consents:hand_back": roles(*CHAIRSIDE, is_read_by_patient=True),
    "consents:copy": roles(*CARE_TEAM, writes=()),
    "consents:text": roles(*CARE_TEAM, writes=()),
    "consents:change": roles(Role.MEDICAL_DIRECTOR),
    "consents:version": roles(*CARE_TEAM, writes=()),
    # portal: the patient's own pages ask for a link, the date of birth and the device
    "portal:start": PATIENTS_OWN,
    "portal:door": PATIENTS_OWN,
    "portal:again": PATIENTS_OWN,
    "portal:step": PATIENTS_OWN,
    "portal:help": PATIENTS_OWN,
    "portal:check": PATIENTS_OWN,
    "portal:leave": PATIENTS_OWN,
    "portal:sent": PATIENTS_OWN,
    "portal:intake": roles(*KNOWS_PATIENTS, writes=DESK),
    "portal:answers": roles(*CARE_TEAM, writes=CHAIRSIDE),
    "portal:revoke": roles(*DESK),
    # pharmacy: the controlled drug's stock, for those who may hold it in their hands
    "pharmacy:stock": roles(*CHAIRSIDE, writes=()),
    "pharmacy:receive": roles(*CHAIRSIDE),
    "pharmacy:count": roles(*CHAIRSIDE),
    "pharmacy:counted": roles(*CHAIRSIDE, writes=()),
    "pharmacy:vial": roles(*CHAIRSIDE, writes=()),
    "pharmacy:dispose": roles(*CHAIRSIDE),
    "pharmacy:correct": roles(*CHAIRSIDE),
    "pharmacy:resolve": roles(*CHAIRSIDE),
    "pharmacy:log": roles(*CHAIRSIDE, writes=()),
    # monitors: the register of devices
    "monitors:observation": PUBLIC,  # a device shows its secret; a session plays no part
    "monitors:bundle": PUBLIC,
    "monitors:csv": PUBLIC,
    "monitors:list": roles(*CHAIRSIDE, Role.ADMINISTRATOR, writes=()),
    "monitors:register": roles(Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR),
    "monitors:set_aside": roles(*CHAIRSIDE, Role.ADMINISTRATOR),
    "monitors:codes": roles(*CHAIRSIDE, Role.ADMINISTRATOR, writes=()),
    "monitors:device": roles(*CHAIRSIDE, Role.ADMINISTRATOR, writes=()),
    "monitors:edit": roles(Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR),
    "monitors:table": roles(Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR),
    "monitors:secret": roles(Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR),
    "monitors:mode": roles(Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR),
    "monitors:check": roles(*CHAIRSIDE, Role.ADMINISTRATOR),
    "monitors:retire": roles(Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR),
    # plans
    "plans:plan": roles(*CARE_TEAM, writes=()),
    "plans:propose": roles(*CHAIRSIDE),
    "plans:option": roles(*PRESCRIBERS),
    "plans:order": roles(*CARE_TEAM, writes=()),
    "plans:prepare": roles(*CHAIRSIDE),
    "plans:check": roles(*CHAIRSIDE),
    "plans:withdraw": roles(*PRESCRIBERS),
    "plans:account": roles(*CHAIRSIDE),
    # infusions
    "infusions:list": roles(*CARE_TEAM, writes=()),
    "infusions:chairside": roles(*CHAIRSIDE, writes=()),
    "infusions:live": roles(*CHAIRSIDE, writes=()),
    "infusions:chart": roles(*CHAIRSIDE, writes=()),
    "infusions:what_if": roles(*CHAIRSIDE, writes=()),
    "infusions:journal": roles(*CHAIRSIDE, writes=()),
    "infusions:flowsheet": roles(*CHAIRSIDE, writes=()),
    "infusions:row": roles(*CHAIRSIDE),
    "infusions:queued": roles(*CHAIRSIDE),
    "infusions:worker": roles(*CHAIRSIDE, writes=()),
    "infusions:time_out": roles(*CHAIRSIDE),
    "infusions:discharge": roles(*CHAIRSIDE),
    "infusions:learned": roles(*CHAIRSIDE),
    "infusions:settle": roles(*CHAIRSIDE),
    "infusions:start": roles(*CHAIRSIDE),
    "infusions:pause": roles(*CHAIRSIDE),
    "infusions:resume": roles(*CHAIRSIDE),
    "infusions:rate": roles(*CHAIRSIDE),
    "infusions:stop": roles(*CHAIRSIDE),
    "infusions:complete": roles(*CHAIRSIDE),
    "infusions:confirm": roles(*CHAIRSIDE),
    "infusions:cancel": roles(*CHAIRSIDE),
    "infusions:acknowledge": roles(*CHAIRSIDE),
    "infusions:pause_audio": roles(*CHAIRSIDE),
    "infusions:limit": roles(*CHAIRSIDE),
    "infusions:artefact": roles(*CHAIRSIDE),
    "infusions:cadss6": roles(*CHAIRSIDE),
    "infusions:recovery_scores": roles(*CHAIRSIDE),
    "infusions:standing": roles(*CHAIRSIDE),
    "infusions:adverse": roles(*CHAIRSIDE),
    "infusions:follow": roles(*CHAIRSIDE),
    "infusions:medicine": roles(*CHAIRSIDE),
    "infusions:scales": roles(*CHAIRSIDE),
    "infusions:ask_pause": roles(*CARE_TEAM),
    "infusions:asked": roles(*CARE_TEAM, writes=()),
    "infusions:pair": roles(*CHAIRSIDE),
    "infusions:unpair": roles(*CHAIRSIDE),
    "infusions:plan": roles(*CHAIRSIDE),
    "infusions:chairs": roles(*CHAIRSIDE, writes=()),
    "infusions:chairs_live": roles(*CHAIRSIDE, writes=()),
    "infusions:calls": SIGNED_IN,  # which chair calls for somebody, and no name
    # messaging: a provider shows its secret; whoever holds a message may end what it came by
    "messaging:stop": PATIENTS_OWN,
    "messaging:hook": PUBLIC,
    "messaging:list": roles(*KNOWS_PATIENTS, writes=()),
    "messaging:of_person": roles(*KNOWS_PATIENTS, writes=()),
    "messaging:agreement": roles(*KNOWS_PATIENTS),
    "messaging:again": roles(*KNOWS_PATIENTS),
    # aftercare: the patient's own pages ask for a link, the date of birth and the device
    "aftercare:leaflet": PATIENTS_OWN,
    "aftercare:door": PATIENTS_OWN,
    "aftercare:again": PATIENTS_OWN,
    "aftercare:questions": PATIENTS_OWN,
    "aftercare:list": roles(*KNOWS_PATIENTS, writes=()),
    "aftercare:hand_out": roles(*CHAIRSIDE),
    "aftercare:revoke": roles(*CHAIRSIDE),
    "aftercare:check_in": roles(*CARE_TEAM),
    "aftercare:attempt": roles(*CARE_TEAM),
    "aftercare:close": roles(*PRESCRIBERS),
    "aftercare:follow_up": roles(*CARE_TEAM),
    # outcomes
    "outcomes:overview": roles(*CARE_TEAM, writes=()),
    "outcomes:worklist": roles(*CARE_TEAM, writes=()),
    "outcomes:calibration": roles(*PRESCRIBERS, writes=()),
    "outcomes:due": roles(*CARE_TEAM, writes=()),
    "outcomes:trajectory": roles(*CARE_TEAM, writes=()),
    "outcomes:forecast": roles(*CARE_TEAM, writes=PRESCRIBERS),
    "outcomes:enter": roles(*CARE_TEAM),
    "outcomes:entry": roles(*CARE_TEAM),
    "outcomes:wordings": roles(*CARE_TEAM, Role.ADMINISTRATOR, writes=()),
    "outcomes:wording": roles(*CARE_TEAM, Role.ADMINISTRATOR, writes=(Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR)),
    # scheduling
    "scheduling:week": roles(*KNOWS_PATIENTS, writes=()),
    "scheduling:room": roles(*KNOWS_PATIENTS, Role.ADMINISTRATOR, writes=()),
    "scheduling:chair": roles(Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR),
    "scheduling:chair_hours": roles(Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR),
    "scheduling:staff_hours": roles(Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR),
    "scheduling:away": roles(Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR),
    "scheduling:own_hours": roles(*CARE_TEAM),
    "scheduling:own_away": roles(*CARE_TEAM),
    "scheduling:day": roles(Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR),
    "scheduling:of_person": roles(*KNOWS_PATIENTS, writes=()),
    "scheduling:book": roles(*KNOWS_PATIENTS),
    "scheduling:times": roles(*KNOWS_PATIENTS),
    "scheduling:booking": roles(*KNOWS_PATIENTS, writes=()),
    "scheduling:move": roles(*KNOWS_PATIENTS),
    "scheduling:cancel": roles(*KNOWS_PATIENTS),
    "scheduling:missed": roles(*KNOWS_PATIENTS),
    "scheduling:held": roles(*KNOWS_PATIENTS),
    # patient: the patient's own pages, by link and date of birth or with a passkey; a session of the staff opens none
    "patient:questions": PATIENTS_OWN,
    "patient:questions_door": PATIENTS_OWN,
    "patient:questions_again": PATIENTS_OWN,
    "patient:thanks": PATIENTS_OWN,
    "patient:sitting": PATIENTS_OWN,
    "patient:finish": PATIENTS_OWN,
    "patient:keep": PATIENTS_OWN,
    "patient:line": PATIENTS_OWN,
    "patient:home": PATIENTS_OWN,
    "patient:door": PATIENTS_OWN,
    "patient:again": PATIENTS_OWN,
    "patient:leave": PATIENTS_OWN,
    "patient:answer": PATIENTS_OWN,
    "patient:safety": PATIENTS_OWN,
    "patient:side_effects": PATIENTS_OWN,
    "patient:day_after": PATIENTS_OWN,
    "patient:progress": PATIENTS_OWN,
    "patient:summary": PATIENTS_OWN,
    "patient:summary_pdf": PATIENTS_OWN,
    "patient:export": PATIENTS_OWN,
    "patient:export_file": PATIENTS_OWN,
    "patient:messages": PATIENTS_OWN,
    "patient:sign_in": PATIENTS_OWN,
    "patient:sign_in_begin": PATIENTS_OWN,
    "patient:sign_in_done": PATIENTS_OWN,
    "patient:passkey": PATIENTS_OWN,
    "patient:passkey_begin": PATIENTS_OWN,
    "patient:passkey_done": PATIENTS_OWN,
    "patient:passkey_remove": PATIENTS_OWN,
    "patient:given": roles(*KNOWS_PATIENTS, writes=()),
    "patient:give": roles(*DESK),
    "patient:give_pages": roles(*DESK),
    "patient:revoke": roles(*DESK),
    "patient:close": roles(*DESK),
    "patient:report": roles(*CARE_TEAM),
    # therapy: notes are read by name, not by role; the outside therapist's own pages ask for a link, a code, a device
    "therapy:outside_start": PUBLIC,
    "therapy:outside_again": PUBLIC,
    "therapy:outside_door": PUBLIC,
    "therapy:of_person": roles(*CARE_TEAM, writes=()),
    "therapy:make": roles(*PRESCRIBERS, Role.THERAPIST),
    "therapy:outside": roles(*PRESCRIBERS, Role.THERAPIST),
    "therapy:link": roles(*PRESCRIBERS, Role.THERAPIST),
    "therapy:revoke": roles(*PRESCRIBERS, Role.THERAPIST),
    "therapy:end": roles(*PRESCRIBERS, Role.THERAPIST),
    "therapy:readers": roles(Role.THERAPIST),
    "therapy:reader_back": roles(Role.MEDICAL_DIRECTOR),  # of a therapist who left; names nobody
    "therapy:session": roles(*CARE_TEAM, writes=()),
    "therapy:held": roles(Role.THERAPIST),
    "therapy:notes": roles(Role.NURSE, Role.PRESCRIBER, Role.THERAPIST, writes=(Role.THERAPIST,)),
    # courses
    "courses:timeline": roles(*CARE_TEAM, writes=()),
    "courses:plan": roles(*CARE_TEAM, writes=CHAIRSIDE),
    "courses:rearrange": roles(*CHAIRSIDE),
    "courses:end": roles(*PRESCRIBERS),
    "courses:adapt": roles(*CARE_TEAM, writes=PRESCRIBERS),
    "courses:adaptation": roles(*CARE_TEAM, writes=()),
    "courses:safety": roles(*CARE_TEAM, writes=()),
    "courses:safety_enter": roles(*CHAIRSIDE),
    "courses:safety_decide": roles(*PRESCRIBERS),
    "courses:safety_review": roles(*PRESCRIBERS),
    "courses:safety_pass": roles(Role.MEDICAL_DIRECTOR),
    "courses:report": roles(*CARE_TEAM, writes=()),
    "courses:file": roles(*CARE_TEAM, writes=()),
    "courses:infusion_report": roles(*CARE_TEAM, writes=()),
    "courses:infusion_pdf": roles(*CARE_TEAM, writes=()),
}

# Asked for by the page itself, not by a person: one row a minute tells it.
POLLED: Final = frozenset(
    {"infusions:live", "infusions:chart", "infusions:worker", "infusions:asked", "crises:standing"}
)
# Asked for by every page: whoever only leaves a page open is idle all the same, and is signed out.
UNCOUNTED: Final = frozenset({"crises:now", "crises:standing", "infusions:calls", "upkeep:status_now"})


def may(role: Role | None, url_name: str, method: str = "GET") -> bool:
    """May this role use this method at this address? An address without a row: no."""
    rule = ACCESS.get(url_name)
    return rule is not None and rule.may(role, method)
