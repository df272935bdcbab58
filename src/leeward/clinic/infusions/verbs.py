"""What may be done to an infusion from the chairside page: each deed with its form and its words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from leeward.clinic.infusions import actions, charting, checklist_forms, doubting, event_forms, forms, ingest
from leeward.clinic.infusions.deed import Deed
from leeward.infusion import standing_test
from leeward.infusion.alarms import CannotChangeLimit
from leeward.infusion.discharge import CannotDischarge
from leeward.infusion.journal import CannotAppend
from leeward.infusion.machine import CannotHappen
from leeward.infusion.pump import CannotTrustPump
from leeward.infusion.quick_scales import CannotScore
from leeward.infusion.time_out import CannotStart
from leeward.infusion.vitals import CannotReadEntry
from leeward.instruments import CADSS6, score

REFUSALS: Final = (
    CannotHappen,
    CannotAppend,
    CannotReadEntry,
    CannotStart,
    CannotDischarge,
    actions.CannotUseChair,
    actions.CannotSetRate,
    CannotTrustPump,
    charting.CannotAnswer,
    charting.CannotFollow,
    doubting.Doubted,
    charting.CannotStrike,
    CannotScore,
    CannotChangeLimit,
    ingest.CannotPair,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """Something that may be done: its form, its words, and the action behind it."""

    form: type[forms.EventForm]
    title: str
    button: str
    act: Callable[..., object]
    kind: str = "main"
    hint: str = ""
    shows_order: bool = False
    shows_amount: bool = False
    """What has gone in belongs beside it, to be held against the pump's own count."""


def _cadss6(deed: Deed, **fields: int | None) -> None:
    scored = score(CADSS6, [fields[f"item_{item.number}"] for item in CADSS6.items])
    charting.score_scale(deed, scale_key=CADSS6.key, answers=scored.answers, total=scored.total)


def _recovery_scores(deed: Deed, **fields: int | None) -> None:
    for key in ("aldrete", "padss"):
        answers = tuple(value for name, value in fields.items() if name.startswith(key))
        known = [value for value in answers if value is not None]
        if known:
            total = sum(known) if len(known) == len(answers) else None
            charting.score_scale(deed, scale_key=key, answers=answers, total=total)


def _standing(deed: Deed, *, lying: str, standing: str) -> None:
    test = standing_test.typed(lying, standing)
    charting.score_scale(deed, scale_key=standing_test.KEY, answers=test.answers, total=test.drop[0])


def _pair(deed: Deed, *, device_id: str) -> None:
    ingest.pair_device(
        person_id=deed.person_id, infusion_id=deed.infusion_id, device_id=device_id.strip(), by=deed.by, at=deed.at
    )


def _unpair(deed: Deed, *, device_id: str) -> None:
    ingest.end_pairing(
        person_id=deed.person_id, infusion_id=deed.infusion_id, device_id=device_id.strip(), by=deed.by, at=deed.at
    )


def _confirm(deed: Deed, *, delivered_ml: float | None) -> None:
    charting.confirm_infusing(deed, pump_delivered_ml=delivered_ml)


VERBS: Final = {
    "start": Verb(
        form=forms.Start, title="Start the infusion", button="The pump runs as ordered", act=actions.start,
        hint="Start the pump first. Type what its display shows: it is compared with the order below.",
        shows_order=True,
    ),
    "pause": Verb(form=forms.Pause, title="Pause", button="The pump is paused", act=actions.pause, shows_amount=True),
    "resume": Verb(
        form=forms.Resume, title="Resume", button="The pump runs again", act=actions.resume, shows_amount=True,
    ),
    "rate": Verb(form=forms.ChangeRate, title="Change the rate", button="The pump is set", act=actions.change_rate),
    "stop": Verb(
        form=forms.Stop, title="Stop the infusion", button="The pump is stopped", act=actions.stop, kind="stop",
        shows_amount=True,
        hint="Stop the pump first. A stopped infusion cannot be resumed; the patient goes to recovery.",
    ),
    "complete": Verb(
        form=forms.Complete, title="The infusion is complete", button="Complete", act=actions.complete,
        shows_amount=True,
    ),
    "confirm": Verb(
        form=forms.Complete, title="Is the pump still infusing?", button="Yes, it runs", act=_confirm,
        shows_amount=True,
        hint="Look at the pump: running, no occlusion, the line not swollen.",
    ),
    "cancel": Verb(
        form=forms.Cancel, title="Cancel this infusion", button="Cancel it", act=actions.cancel, kind="stop",
    ),
    "acknowledge": Verb(
        form=forms.Acknowledge, title="Say what was done", button="Record", act=charting.acknowledge_alarm,
        hint="This does not end the alarm: it ends when its condition ends.",
    ),
    "pause_audio": Verb(
        form=forms.EventForm, title="Pause the sound", button="Pause the sound", act=charting.pause_audio, kind="",
        hint="Two minutes at most; a new alarm sounds at once, and nothing is acknowledged. The bedside monitor keeps "
        "its own sound.",
    ),
    "limit": Verb(
        form=forms.ChangeLimit, title="Change an alarm limit", button="Change it for this infusion",
        act=charting.change_limit,
        hint="For this infusion only: the next begins from the protocol. A high-priority limit can be tightened, not "
        "loosened; to loosen another takes a prescriber. The limits of the bedside monitor are set at the monitor.",
    ),
    "artefact": Verb(
        form=forms.Artefact, title="Strike a reading", button="Strike it", act=charting.mark_artefact,
        hint="The raw value stays in the record, struck, with the reason. No rule looks at it any more.",
    ),
    "cadss6": Verb(
        form=checklist_forms.Cadss6, title="Dissociation, CADSS-6", button="Record", act=_cadss6,
        hint="Rate from the clinic's licensed form. An item left out leaves the total unknown.",
    ),
    "standing": Verb(
        form=checklist_forms.StandingTestForm, title="Pressure on standing up", button="Record", act=_standing,
        hint="Lying first, then three minutes after standing up, with somebody beside the patient.",
    ),
    "recovery_scores": Verb(
        form=checklist_forms.RecoveryScores, title="Aldrete and PADSS", button="Record", act=_recovery_scores,
        hint="An item left out leaves its total unknown.",
    ),
    "adverse": Verb(
        form=event_forms.AdverseEvent, title="Adverse event", button="Record", act=charting.note_adverse_event,
        hint="It stays open until somebody says how it ended.",
    ),
    "follow": Verb(
        form=event_forms.FollowAdverseEvent, title="Follow an adverse event", button="Record",
        act=charting.follow_adverse_event,
    ),
    "medicine": Verb(
        form=event_forms.Medicine, title="Medicine given", button="Record", act=charting.give_medicine,
        hint="After an antihypertensive or a sedative the stay in recovery is the longer one.",
    ),
    "pair": Verb(
        form=forms.PairDevice, title="Pair a monitor", button="Pair", act=_pair,
        hint="Look at the monitor: is it on this patient? From now on its readings are this infusion's. What it "
        "measured before is not taken: measure again, or chart by hand.",
    ),
    "unpair": Verb(
        form=forms.EndPairing, title="End the pairing of a monitor", button="End the pairing", act=_unpair,
        hint="From now on its readings are nobody's, until it is paired again.",
    ),
}  # fmt: skip
