"""The choices that lead to another infusion of this course: as before, slower, lower, one step up, further apart."""

from dataclasses import replace

from leeward.course.choice import Choice, Kind, NotNow
from leeward.course.seen import NOT_OFFERED, Seen, closed, closed_in_course, evidence, fences, rose_again
from leeward.dosing.proposal import OUTSIDE
from leeward.evidence import Cited, Reference
from leeward.evidence.sources import ABDALLAH_2022
from leeward.protocol.coursing import Maintaining, NonResponse, Titration
from leeward.protocol.dosing import BodySize, Studied
from leeward.truth import NO, YES

NO_DOSE_BENEFIT = Reference(ABDALLAH_2022, "abstract: no group by time interaction on PTSD, at 0.2 or at 0.5 mg/kg")
UNKNOWN_DOSE = "The last dose or its minutes are not charted: chart them first."
_WHOLE = 1000  # plain: a dose per kilogram is told to the third decimal


def repeat(seen: Seen) -> Choice | NotNow:
    """The same dose over the same time."""
    why = (*closed(seen), *closed_in_course(seen))
    dose, minutes = seen.last.mg_per_kg, seen.last.minutes
    if why or dose is None or minutes is None:
        return NotNow(kind=Kind.REPEAT, why=why or (UNKNOWN_DOSE,))
    little = seen.judged.little is YES
    reasons = ["Trials in PTSD kept the dose through the course."]
    early = seen.given < seen.limits.of(NonResponse.after).to("infusions")
    reasons += ["Too early to judge: in routine clinics response still rose up to infusion 6."] * (little and early)
    against = [seen.was_borne] if seen.badly is not NO else []
    against += ["No clear change so far."] if little else []
    against += rose_again(seen)
    return _dose(seen, Kind.REPEAT, mg_per_kg=dose, minutes=minutes, reasons=reasons, against=against,
                 cites=(*Studied.rows(), NO_DOSE_BENEFIT))  # fmt: skip


def slower(seen: Seen) -> Choice | NotNow:
    """The same dose over more time, where the last one was borne badly or nobody knows."""
    why = (*closed(seen), *closed_in_course(seen), *_not_called_for(seen))
    dose, last_minutes, minutes = seen.last.mg_per_kg, seen.last.minutes, BodySize.gentler_duration.to("min")
    if not why and last_minutes is not None and last_minutes >= minutes:
        why = (f"The last infusion already took {last_minutes:g} min.",)
    if why or dose is None:
        return NotNow(kind=Kind.SLOWER, why=why or (UNKNOWN_DOSE,))
    reasons = [seen.was_borne, "A lower peak: less dissociation, a smaller rise of pressure."]
    against = ["No trial in PTSD gave it over this time; whether it helps as much is unknown."]
    return _dose(seen, Kind.SLOWER, mg_per_kg=dose, minutes=minutes, reasons=reasons, against=against,
                 cites=(BodySize.gentler_duration,))  # fmt: skip


def lower(seen: Seen) -> Choice | NotNow:
    """A quarter less, where the last one was borne badly or nobody knows."""
    why = (*closed(seen), *closed_in_course(seen), *_not_called_for(seen))
    dose, minutes = seen.last.mg_per_kg, seen.last.minutes
    if why or dose is None or minutes is None:
        return NotNow(kind=Kind.LOWER, why=why or (UNKNOWN_DOSE,))
    less = round(dose * (1 - Titration.reduction.to("1")) * _WHOLE) / _WHOLE
    reasons = [seen.was_borne, "Dissociation and the rise of pressure grow with the dose."]
    against = ["No trial in PTSD gave this dose; the largest found 0.2 and 0.5 mg/kg alike for PTSD."]
    return _dose(seen, Kind.LOWER, mg_per_kg=less, minutes=minutes, reasons=reasons, against=against,
                 cites=(Titration.reduction, NO_DOSE_BENEFIT))  # fmt: skip


def step_up(seen: Seen) -> Choice | NotNow:
    """One small step, once, from the third infusion on, where it was borne well and little has changed."""
    why = (*closed(seen), *closed_in_course(seen), *_no_step(seen))
    dose, minutes = seen.last.mg_per_kg, seen.last.minutes
    if why or dose is None or minutes is None:
        return NotNow(kind=Kind.STEP_UP, why=why or (UNKNOWN_DOSE,))
    more = round((dose + Titration.step.to("mg/kg")) * _WHOLE) / _WHOLE
    reasons = ["Borne well, and less than a fifth better: the dossier's advisory table names one step as an option."]
    against = [
        "No trial in PTSD gave more than 0.5 mg/kg under control, and none found that more helps more.",
        "Dissociation and the rise of pressure grow with the dose. It is not offered a second time.",
    ]
    return _dose(seen, Kind.STEP_UP, mg_per_kg=more, minutes=minutes, reasons=reasons, against=against,
                 cites=(Titration.step, NonResponse.share, NO_DOSE_BENEFIT))  # fmt: skip


def space_out(seen: Seen) -> Choice | NotNow:
    """What is left of the course, once a week; in maintenance the taper answers."""
    why = (*closed(seen), *closed_in_course(seen))
    if seen.so_far.maintains:
        why = (*why, "Maintenance is spaced by what holds: see the next interval.")
    dose, minutes = seen.last.mg_per_kg, seen.last.minutes
    if why or dose is None or minutes is None:
        return NotNow(kind=Kind.SPACE_OUT, why=why or (UNKNOWN_DOSE,))
    left, every_d = seen.so_far.planned_sessions - seen.given, round(Maintaining.first.to("d"))
    reasons = ["More time to recover, to score between infusions, and for therapy."]
    against = ["No trial in PTSD compared spacings; those that improved came two or three times a week."]
    found = _dose(seen, Kind.SPACE_OUT, mg_per_kg=dose, minutes=minutes, reasons=reasons, against=against,
                  cites=(Maintaining.first,))  # fmt: skip
    if isinstance(found, NotNow):
        return found
    says = f"What is left of the course ({left}) every {every_d} d, at {dose:g} mg/kg over {minutes:g} min."
    return replace(found, says=says, every_days=every_d, evidence=OUTSIDE)


def _not_called_for(seen: Seen) -> tuple[str, ...]:
    return ("The last infusion was borne well: nothing calls for it.",) if seen.badly is NO else ()


def _no_step(seen: Seen) -> tuple[str, ...]:
    """Return why the dose is not raised; unknown stands in the way as much as no."""
    hold = round(Titration.hold_until.to("infusions"))
    told = []
    if seen.given <= hold:
        told.append(f"Not within the first {hold} infusions: trials show no gain of a higher dose.")
    if seen.badly is not NO:
        told.append("Only where the last infusion is known to have been borne well.")
    if seen.judged.little is not YES:
        told.append("Only where a score after the last infusion shows little change.")
    if seen.so_far.stepped_up is not NO:
        told.append("The dose was raised once in this course, or a dose is not charted: no second step.")
    if seen.last.weight_kg is None:
        told.append("The weight of the last infusion is not charted: the whole dose cannot be held against its fence.")
    if seen.so_far.maintains:
        told.append("Not in maintenance.")
    return tuple(told)


def _dose(
    seen: Seen,
    kind: Kind,
    *,
    mg_per_kg: float,
    minutes: float,
    reasons: list[str],
    against: list[str],
    cites: tuple[Cited | Reference, ...],
) -> Choice | NotNow:
    place, passed = fences(seen, mg_per_kg=mg_per_kg, minutes=minutes, weight_kg=seen.last.weight_kg)
    if place in NOT_OFFERED:
        return NotNow(kind=kind, why=passed)
    return Choice(
        kind=kind, says=f"{mg_per_kg:g} mg/kg over {minutes:g} min.", reasons=tuple(reasons), against=tuple(against),
        consequences=seen.consequences(kind),
        evidence=evidence(seen, mg_per_kg=mg_per_kg, minutes=minutes), cites=cites,
        mg_per_kg=mg_per_kg, minutes=minutes, place=place, fences=passed,
    )  # fmt: skip
