"""What a nurse would do at the simulated chair: answer alarms, pause and end, score, and send home."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from leeward.cli.simulated_chair import MINUTE, MODE, Chair
from leeward.infusion import events as happened
from leeward.infusion import standing_test
from leeward.infusion.account import Delivered, delivered
from leeward.infusion.alarms import Condition
from leeward.infusion.charting import scores
from leeward.infusion.discharge import HomeGate, discharge
from leeward.infusion.event import Event
from leeward.infusion.longer_stay import longer_stay
from leeward.infusion.standing_test import StandingTest
from leeward.infusion.vitals import VitalKind
from leeward.pharmacology import Regimen, VirtualPatient
from leeward.protocol.alarm_limit import Proposal
from leeward.truth import UNKNOWN, YES

RECOVERED_AGAIN: Final = timedelta(minutes=15)
USUAL: Final = ((VitalKind.SYSTOLIC, 120.0), (VitalKind.DIASTOLIC, 78.0))
CALM_FOR: Final = timedelta(minutes=5)


def answer(chair: Chair, raised: Condition, *, running: bool) -> None:
    """Acknowledge an alarm as it is raised, and say what was done: what the stop rule proposed, or another look."""
    proposed = {Proposal.STOP: "stopped", Proposal.PAUSE: "paused"}.get(raised.proposes) if raised.proposes else None
    did = proposed if running and proposed else "looked, repeated the pressure"
    chair.monitor.measure_pressure()
    acknowledged = happened.AlarmAcknowledged(
        **chair.stamp(f"ack {raised.key}"),
        alarm_key=raised.key,
        action=did,
    )
    chair.record(acknowledged)


def tend(chair: Chair) -> datetime | None:
    """Pause, stop, resume or end as the acknowledged alarms and the volume ask; return the end, once there is one."""
    last = next((e for e in reversed(chair.events) if isinstance(e, happened.AlarmAcknowledged)), None)
    asked = last.action if last is not None and last.at == chair.now else ""
    paused = isinstance(_last_move(chair.events), happened.Paused)
    if asked == "stopped":
        chair.record(happened.Stopped(**chair.stamp("stop"), reason="stop rule"))
        return chair.now
    if asked == "paused" and not paused:
        chair.record(happened.Paused(**chair.stamp("pause"), reason="stop rule"))
    elif paused and chair.calm_since is not None and chair.now - chair.calm_since >= CALM_FOR:
        rate = chair.preparation.rate_ml_per_h
        chair.record(happened.Resumed(**chair.stamp("resume"), rate_ml_per_h=rate))
    given = delivered(chair.events, now=chair.now)
    if given is not None and given.is_all:
        chair.record(happened.Completed(**chair.stamp("complete"), delivered_ml=round(given.ml, 1)))
        return chair.now
    return None


def _last_move(recorded: Sequence[Event]) -> Event | None:
    moves = happened.Started | happened.Paused | happened.Resumed
    return next((event for event in reversed(recorded) if isinstance(event, moves)), None)


def score_on_time(chair: Chair, patient: VirtualPatient, minutes: float) -> None:
    """Score dissociation and sedation at the protocol's times, as the virtual patient would."""
    whole = round(minutes)
    if whole % 10 == 0:
        score(chair, "moaa-s", 5)
        score(chair, "distress", 1)
    if whole % 20 == 0:
        given = delivered(chair.events, now=chair.now)
        full = patient.given(_regimen(given)).cadss_at(minutes) if given else 0
        score(chair, "cadss-6", round(full * 6 / 23))  # six of the scale's 23 items, taken as even


def _regimen(given: Delivered) -> Regimen:
    start = given.started_at
    return Regimen.recorded(
        ((s.started_at - start) / MINUTE, (s.ended_at - start) / MINUTE, s.rate_mg_per_min)
        for s in given.segments
        if s.ended_at > s.started_at
    )


def score(chair: Chair, key: str, total: int) -> None:
    """Write down a scale's total."""
    scored = happened.ScaleScored(**chair.stamp(f"score {key}"), scale_key=key, total=total)
    chair.record(scored)


def ask_gate(chair: Chair, ended: datetime) -> HomeGate:
    """Answer the items of the discharge list as a nurse would with a well patient, and ask the gate."""
    if not any(isinstance(e, happened.ItemChecked) and e.at >= ended for e in chair.events):
        for item in chair.protocol.discharge.items:
            met = UNKNOWN if item.key == "escort" and not chair.escort else YES
            stamped = chair.stamp(f"item {item.key}")
            chair.record(happened.ItemChecked(**stamped, item=item.key, truth=met))
    _score_for_home(chair)
    return discharge(
        chair.readings,
        chair.events,
        chair.protocol.discharge,
        baseline=chair.baseline,
        now=chair.now,
        needs_longer=longer_stay(chair.chart),
        mode=MODE,
    )


def _score_for_home(chair: Chair) -> None:
    """Score again what the gate wants fresh, and let the patient stand up once."""
    last = scores(chair.events, "aldrete")
    if not last or chair.now - last[-1].at >= RECOVERED_AGAIN:
        for key, total in (("aldrete", 10), ("padss", 10)):
            score(chair, key, total)
    if not scores(chair.events, standing_test.KEY):
        lying = tuple(round(chair.baseline.get(kind, usual)) for kind, usual in USUAL)
        test = StandingTest(lying=(lying[0], lying[1]), standing=(lying[0] - 6, lying[1] - 2))
        stamped = chair.stamp(f"score {standing_test.KEY}")
        chair.record(
            happened.ScaleScored(**stamped, scale_key=standing_test.KEY, answers=test.answers, total=test.drop[0])
        )


def send_home(chair: Chair, gate: HomeGate) -> None:
    """Discharge with the escort, and keep the gate's items as they stood."""
    checks = tuple((item.key, item.truth.value) for item in gate.items)
    chair.record(
        happened.Discharged(
            **chair.stamp("discharge"),
            escort=chair.escort or "",
            escort_phone="not called in a rehearsal",
            checks=checks,
        )
    )
