"""The patient's own scores in plain words: what moved, whether that is more than chance, and what nobody can say."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leeward.clinic.outcomes.plotting import is_plotted, place
from leeward.clinic.outcomes.queries import course_of
from leeward.clinic.patient.asking import title_of
from leeward.clinic.patient.plot import Drawn, plot
from leeward.instruments import by_key
from leeward.outcomes import Series, definitions
from leeward.outcomes.change import Change
from leeward.truth import YES

BETTER: Final = (definitions.RELIABLE, definitions.PHQ9_IMPROVED, definitions.CAPS5_RELIABLE, definitions.ISI_MODERATE)
WORSE: Final = (definitions.WORSENING, definitions.PHQ9_WORSE, definitions.CAPS5_WORSENING)
CAUTION: Final = gettext_lazy(
    "A score alone cannot say why it moved. Scores go up and down by themselves, and many people’s fall without "
    "ketamine. Your care team looks at the whole course with you."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One questionnaire's course: the newest score, and what it means in a sentence or two."""

    title: str
    name: str
    score: str
    says: tuple[str, ...]
    drawn: Drawn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressPage:
    """The page: words first, the plot below."""

    told: tuple[Told, ...]
    caution: str


def progress_page(person_id: UUID) -> ProgressPage:
    """Return the person's own progress; mistakes are left out, and what was left out stays unknown."""
    course = course_of(person_id)
    shown = sorted((each for each in course.series if is_plotted(each.scale_key)), key=place)
    days = tuple(timezone.localdate(at) for at in course.infusions)
    told = tuple(replace(told_of(each), drawn=_drawn(each, days)) for each in shown)
    return ProgressPage(told=told, caution=str(CAUTION))


def _drawn(series: Series, infusions: tuple[date, ...]) -> Drawn:
    scale = by_key(series.scale_key)
    return plot(
        key=series.scale_key, name=f"{title_of(scale)} ({scale.name})", low=scale.lowest, high=scale.highest,
        scores=[(timezone.localdate(point.at), point.total) for point in series.points], infusions=infusions,
    )  # fmt: skip


def told_of(series: Series) -> Told:
    """Return one questionnaire's course in plain words."""
    scale, last = by_key(series.scale_key), series.points[-1]
    known = _("not known: a question was left out") if last.total is None else f"{last.total}"
    says = [_direction(scale.higher_is_worse), *(_change(series.latest) if series.latest else [])]
    if series.baseline is None:
        says.append(_("There is no complete answer from before your first infusion to compare with."))
    return Told(title=title_of(scale), name=scale.name, score=known, says=tuple(says))


def _direction(higher_is_worse: bool) -> str:
    return _("Lower is better.") if higher_is_worse else _("Higher is better.")


def _change(change: Change) -> list[str]:
    if change.points is None:
        return [_("A question was left out, so the change since before your first infusion is not known.")]
    numbers = {"before": change.before, "after": change.after}
    moved = _("It went from %(before)s to %(after)s since before your first infusion.") % numbers
    if change.points == 0:
        moved = _("It stayed at %(after)s since before your first infusion.") % numbers
    met = [verdict.definition for verdict in change.verdicts if verdict.met is YES]
    if any(each in BETTER for each in met):
        return [moved, _("That is more than such a score usually moves by itself.")]
    if any(each in WORSE for each in met):
        return [moved, _("That is a real rise. Please talk with us about it.")]
    if not change.verdicts:
        return [moved]
    return [moved, _("That is no more than such a score moves by itself.")]
