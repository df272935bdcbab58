"""What is written down at the chair: readings, scales, notes, artefacts, what was done about an alarm."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from uuid import UUID, uuid5

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions.actions import record
from leeward.clinic.infusions.alarm_lines import PAUSED
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.people.roles import PRESCRIBERS
from leeward.infusion import alarms
from leeward.infusion import events as happened
from leeward.infusion.adverse import adverse_events
from leeward.infusion.events import Event
from leeward.infusion.machine import State
from leeward.infusion.signals import AUDIO_PAUSE
from leeward.infusion.vitals import parse_entry
from leeward.instruments import MOAAS
from leeward.truth import Truth


def chart_row(
    deed: Deed,
    *,
    readings: str = "",
    moaas: int | None = None,
    distress: int | None = None,
    nausea: int | None = None,
    note: str = "",
) -> State:
    """Chart one line: readings as typed (`140/85 rr 14 spo2 97`), scores and a note, each as its own event."""
    scores = {MOAAS.key: moaas, "distress": distress, "nausea": nausea}
    return record(deed, *row_events(deed, readings, scores, note))


def row_events(
    deed: Deed, readings: str, scores: Mapping[str, int | None] = MappingProxyType({}), note: str = ""
) -> Iterator[Event]:
    """Yield the events of one charted line; raises `CannotReadEntry` for what is not a reading."""
    if readings.strip():
        for reading in parse_entry(readings, entry_id=deed.event_id, at=deed.at, by=deed.by.key):
            assert reading.value is not None  # noqa: S101 - parse_entry gives numbers; this tells mypy so
            yield happened.ReadingCharted(
                **deed.part(reading.kind.value),
                reading_id=uuid5(deed.event_id, f"reading {reading.kind.value}"),
                kind=reading.kind,
                value=reading.value,
                unit=reading.unit,
            )
    for key, total in scores.items():
        if total is not None:
            yield happened.ScaleScored(**deed.part(key), scale_key=key, answers=(total,), total=total)
    if note.strip():
        yield happened.NoteWritten(**deed.part("note"), text=note.strip())


def score_scale(deed: Deed, *, scale_key: str, answers: tuple[int | None, ...], total: int | None) -> State:
    """Write down a scale; a missing answer leaves the total unknown."""
    return record(deed, happened.ScaleScored(**deed.part(scale_key), scale_key=scale_key, answers=answers, total=total))


def confirm_infusing(deed: Deed, *, pump_delivered_ml: float | None) -> State:
    """A person looked at the pump and saw it run."""
    return record(deed, happened.InfusingConfirmed(**deed.stamp, pump_delivered_ml=pump_delivered_ml))


class CannotAnswer(Exception):
    """What is said of the alarm is not what the record says."""


def pause_audio(deed: Deed) -> State:
    """Make this chair's alarms quiet, for two minutes at most; a new one sounds at once."""
    return record(deed, happened.AudioPaused(**deed.stamp, lasting_s=AUDIO_PAUSE.total_seconds()))


def change_limit(deed: Deed, *, limit_key: str, value: float, reason: str) -> State:
    """Change an alarm limit for this infusion only; to loosen one takes a prescriber, and a high one stays tight."""
    infusion = standing.find(person_id=deed.person_id, infusion_id=deed.infusion_id)
    bedside = standing.load(infusion, now=deed.at)
    limits = alarms.in_force(bedside.protocol.alarms, bedside.events)
    old = next((limit for limit in limits if limit.key == limit_key), None)
    unit = old.vital.unit if old else ""
    change = happened.LimitChanged(**deed.stamp, alarm_key=limit_key, value=value, unit=unit, reason=reason)
    changed = alarms.change_limit(limits, change, shipped=bedside.protocol.alarms)
    if any(alarms.is_looser(new, old) for new in changed if old and new.key == old.key) and (
        deed.by.role not in PRESCRIBERS
    ):
        raise alarms.CannotChangeLimit("This makes the alarm come later: only a prescriber may do that.")
    return record(deed, change)


class CannotStrike(Exception):
    """The reading is not one of this infusion."""


def mark_artefact(deed: Deed, *, reading_id: UUID, reason: str, alarm_key: str = "") -> State:
    """Strike a reading as false, with the rest of the same cuff measurement; the raw values stay.

    Where an alarm looked at it, that answers the alarm.
    """
    infusion = standing.find(person_id=deed.person_id, infusion_id=deed.infusion_id)
    readings = standing.load(infusion, now=deed.at, whole=True).readings
    struck = standing.same_measurement(readings, str(reading_id))
    if not struck:
        raise CannotStrike("This reading is not in this infusion's record. Choose it again from the flowsheet.")
    events = (
        happened.MarkedArtefact(**deed.part(f"strike {r.kind.value}"), reading_id=r.reading_id, reason=reason)
        for r in struck
    )
    answer = (
        happened.AlarmAcknowledged(**deed.part("answer"), alarm_key=key, action=f"artefact: {reason}")
        for key in (alarm_key,)
        if key
    )
    return record(deed, *events, *answer)


def acknowledge_alarm(deed: Deed, *, alarm_key: str, action: str) -> State:
    """Say what was done about an alarm; the condition itself stays until it ends."""
    infusion = standing.find(person_id=deed.person_id, infusion_id=deed.infusion_id)
    if action.startswith(PAUSED) and infusion.state == State.RUNNING.value:
        raise CannotAnswer("The record says that the pump runs. Pause it, chart the pause, then answer the alarm.")
    return record(deed, happened.AlarmAcknowledged(**deed.stamp, alarm_key=alarm_key, action=action))


def give_medicine(deed: Deed, *, medicine: str, dose: str, purpose: str) -> State:
    """Write down another medicine that was given."""
    return record(deed, happened.MedicineGiven(**deed.stamp, medicine=medicine, dose=dose, purpose=purpose))


def note_adverse_event(
    deed: Deed, *, term: str, severity: str, action: str, serious: Truth, relation: str = "not known"
) -> State:
    """Write down an adverse event, how bad it was, what was done, and whether the drug is thought to have done it."""
    noted = happened.AdverseEventNoted(**deed.stamp, term=term, severity=severity, action=action, serious=serious)
    return record(
        deed,
        noted,
        happened.AdverseEventFollowed(
            **deed.part("first judged"), adverse_event=noted.event_id, outcome="not recovered", relation=relation
        ),
    )


class CannotFollow(Exception):
    """The adverse event is not one of this infusion."""


def follow_adverse_event(deed: Deed, *, adverse_event: UUID, outcome: str, relation: str, note: str = "") -> State:
    """Write down how an adverse event went on."""
    infusion = standing.find(person_id=deed.person_id, infusion_id=deed.infusion_id)
    known = adverse_events(standing.load(infusion, now=deed.at).events)
    if adverse_event not in {one.noted.event_id for one in known}:
        raise CannotFollow("This adverse event is not in this infusion's record. Choose it again from the list.")
    return record(
        deed,
        happened.AdverseEventFollowed(
            **deed.stamp, adverse_event=adverse_event, outcome=outcome, relation=relation, note=note.strip()
        ),
    )
