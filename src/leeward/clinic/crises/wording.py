"""The words of crises: stages, urgency, the clock, what to do next, and what somebody reads who answered."""

from datetime import datetime
from typing import Final

from django.utils import timezone

from leeward.clinic.crises.crisis_text import CrisisText
from leeward.clinic.crises.models import CrisisStep
from leeward.clinic.crises.pages import OnCallLine
from leeward.clinic.web import moments
from leeward.outcomes.crisis import Crisis, Deed, Stage, Urgency
from leeward.outcomes.crisis_clock import deadline
from leeward.outcomes.on_call import Duty

URGENCY: Final = {
    Urgency.IMMINENT: "imminent risk",
    Urgency.RAISED: "raised risk",
    Urgency.LOW: "some risk",
}
STAGES: Final = {
    Stage.WAITING: ("Nobody has acknowledged it", "waits", "high"),
    Stage.ACKNOWLEDGED: ("Acknowledged; the patient is not reached yet", "not reached", "warn"),
    Stage.IN_CONTACT: ("In contact with the patient", "in contact", "care"),
    Stage.HANDED_OVER: ("Handed over", "handed over", "care"),
    Stage.CLOSED: ("Closed", "closed", "ok"),
}
DUE: Final = {Stage.WAITING: "To be acknowledged by", Stage.ACKNOWLEDGED: "Patient to be reached by"}
ALONE: Final = "Do not leave the patient alone."


def moment(at: datetime, *, now: datetime | None = None) -> str:
    """Return an instant as the clinic writes it; only the time when it lies on the day of `now`."""
    if now is not None and timezone.localdate(at) == timezone.localdate(now):
        return f"{timezone.localtime(at):%H:%M}"
    return moments.moment(at)


def clock(crisis: Crisis, *, now: datetime) -> tuple[str, bool]:
    """Return until when the next step is due, and whether that is past; nothing where no clock runs."""
    until = deadline(crisis)
    if until is None:
        return "", False
    words, is_overdue = f"{DUE[crisis.stage]} {moment(until, now=now)}", now >= until
    return (f"{words}: overdue" if is_overdue else words), is_overdue


def on_call_line(duty: Duty, *, rank: int | None, now: datetime) -> OnCallLine:
    """Return somebody on call; `rank` is whose turn it is, None is everybody's."""
    return OnCallLine(
        name=duty.name,
        phone=duty.phone,
        tel=tel(duty.phone),
        rank=duty.rank,
        until=moment(duty.end, now=now),
        is_turn=rank is None or duty.rank <= rank,
    )


def tel(phone: str) -> str:
    """Return what a telephone dials: digits, and a plus in front."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    return f"+{digits}" if phone.strip().startswith("+") else digits


def what(step: CrisisStep) -> str:
    """Return the step in words, with whom it is about."""
    deed = Deed(step.deed)
    if deed is Deed.ESCALATED:
        return f"Escalated to rank {step.rank}" if step.rank else "Escalated to everybody"
    if deed is Deed.ANSWERED:
        return f"Positive answer, {step.told.get('instrument', '')}"
    joined = {
        Deed.TOLD: "Told", Deed.ACKNOWLEDGED: "Acknowledged by", Deed.ASSESSED: "Assessed by",
        Deed.HANDED_OVER: "Handed over to", Deed.CLOSED: "Closed:",
    }  # fmt: skip
    return f"{joined[deed]} {step.who}" if deed in joined else deed.value.capitalize()


def todo(crisis: Crisis, *, text: CrisisText, has_cover: bool) -> tuple[str, ...]:
    """Return what to do next, in order."""
    danger = f"If a life is in danger, call {text.emergency or 'the emergency number'} first."
    imminent = crisis.urgency is Urgency.IMMINENT
    stay = (
        f"{ALONE} {danger}"
        if imminent
        else f"{danger} The patient does not leave before somebody has spoken with them."
    )
    steps = {
        Stage.WAITING: (
            stay,
            "Leeward phones and pages nobody. Phone whoever is on call now, then record whom you told."
            if has_cover
            else "Nobody is on call. Leeward phones and pages nobody: find a prescriber yourself, now.",
            "Whoever takes it acknowledges it here.",
        ),
        Stage.ACKNOWLEDGED: (
            stay,
            "Speak with the patient, in person or by phone. Record every attempt: no answer is not “safe”.",
            "If nobody reaches them: their emergency contact, then the emergency service for a visit at home.",
        ),
        Stage.IN_CONTACT: (
            stay,
            "Ask the C-SSRS and enter it. A clinician assesses the patient and writes down what they found.",
            "Make the safety plan together, or hand the patient over to those who can keep them safe.",
            "Then somebody who did not enter the positive answer closes the crisis.",
        ),
        Stage.HANDED_OVER: (
            "Learn who assessed the patient there and what was arranged, and record it.",
            "Then somebody who did not enter the positive answer closes the crisis.",
        ),
        Stage.CLOSED: (),
    }
    return steps[crisis.stage]
