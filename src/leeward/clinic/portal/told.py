"""What was answered on each step, as it stands, and in words."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leeward.assessment.treatment import Response
from leeward.clinic.portal.models import IntakeAnswer
from leeward.clinic.portal.steps import DONT_KNOW, NOT_SAID, SOME, YES, Answers, Kind, Step, points
from leeward.instruments import Scale, score
from leeward.outcomes.crisis_triggers import Trigger, can_open, trigger_of
from leeward.truth import Truth

OPEN_WORDS: Final = {DONT_KNOW: gettext_lazy("I don’t know"), NOT_SAID: gettext_lazy("I’d rather not say")}
HELPED: Final[Mapping[str, Any]] = {
    Response.CLEAR.name.lower(): gettext_lazy("It helped clearly"),
    Response.PARTIAL.name.lower(): gettext_lazy("It helped a little"),
    Response.NONE.name.lower(): gettext_lazy("It did not help"),
    Response.WORSE.name.lower(): gettext_lazy("It made things worse"),
    Response.UNKNOWN.name.lower(): gettext_lazy("I don’t know"),
}


def answers_of(link_id: UUID) -> dict[str, dict[str, Any]]:
    """Return what stands on each step of one link, and of no other."""
    return {key: row.value for key, row in rows_of(link_id).items()}


def rows_of(link_id: UUID) -> dict[str, IntakeAnswer]:
    """Return the answer that holds for each step of one link: the last that was given, whatever the clock said."""
    return {row.step: row for row in IntakeAnswer.objects.filter(link_id=link_id).order_by("pk")}


def truth_of(value: Mapping[str, Any] | None) -> Truth:
    """Return what an answer says: only a yes is yes, only a no is no, and everything else is unknown."""
    answer = (value or {}).get("answer")
    return Truth(answer) if answer in {Truth.YES.value, Truth.NO.value} else Truth.UNKNOWN


def trigger(link_id: UUID, scale: Scale, answers: Answers) -> Trigger | None:
    """Return what the answers on a questionnaire open; None where nothing on it was answered positively."""
    if not can_open(scale):
        return None
    scored = score(scale, points(scale, answers))
    return trigger_of(scored, source=f"entry:{entry_id(link_id, scale, answers)}")


def opens_crisis(step: Step, value: Mapping[str, Any]) -> bool:
    """Does this answer alone open a crisis, whatever stands on the other lines?"""
    if step.scale is None:
        return False
    return trigger_of(score(step.scale, points(step.scale, {step.key: value})), source="") is not None


def entry_id(link_id: UUID, scale: Scale, answers: Answers) -> UUID:
    """Return the id under which a questionnaire is kept: the same until what may open a crisis is answered anew.

    So one answer opens a crisis once: when it is given, and not again when somebody takes the questionnaire over.
    """
    opens = ""
    if can_open(scale) and (found := trigger_of(score(scale, points(scale, answers)), source="")):
        opens = repr([(each.item, each.points) for each in found.answers])
    return uuid5(link_id, f"{scale.key} {opens}")


def in_words(step: Step, value: Mapping[str, Any] | None) -> str:
    """Say an answer as the patient gave it; nothing where there is none yet."""
    if not value:
        return ""
    answer = str(value.get("answer", ""))
    if answer in OPEN_WORDS:
        return str(OPEN_WORDS[answer])
    if step.kind in {Kind.ALLERGIES, Kind.MEDICINES, Kind.TRIED} and answer == SOME:
        return "; ".join(value.get("names", ()))
    if step.kind in {Kind.HEIGHT, Kind.WEIGHT}:
        return str(value.get("says", ""))
    if step.kind is Kind.READ_BACK:
        return _read_back(value.get("confirmed", {}))
    said = dict(step.choices).get(answer, answer)
    return " · ".join(part for part in (said, *_more(step, value)) if part)


def _more(step: Step, value: Mapping[str, Any]) -> Iterable[str]:
    if step.kind is Kind.THERAPY and value.get("answer") == YES:
        yield "" if value.get("sessions") is None else _("about %(number)s sessions") % {"number": value["sessions"]}
        yield str(HELPED.get(str(value.get("response")), "")) if value.get("response") != "unknown" else ""
    if step.kind is Kind.ESCORT:
        yield " ".join(str(value.get(key, "")) for key in ("name", "phone")).strip()


def _read_back(confirmed: Mapping[str, str]) -> str:
    open_ones = [name for name, meant in confirmed.items() if meant in {"no", DONT_KNOW}]
    if not confirmed:
        return _("Read")
    return _("To ask in the clinic: %(names)s") % {"names": "; ".join(open_ones)} if open_ones else _("Yes, as shown")
