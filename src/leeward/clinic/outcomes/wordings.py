"""Reading the wording of instruments: which words are in force, and what a form would become."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils import timezone

from leeward.clinic.outcomes import telling
from leeward.clinic.outcomes.models import InstrumentWording
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.fhir.wording import Wording
from leeward.instruments import EVERY, Area, Scale, ScaleItem
from leeward.outcomes.crisis_triggers import Answered, Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWords:
    """One item as it is shown."""

    number: int
    says: str
    steps: tuple[str, ...]
    heading: str

    def step(self, item: ScaleItem, answer: int) -> str:
        """Return the words of an answer; ours where the form brings none."""
        return self.steps[answer - item.low] if self.steps else item.says(answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The words in which an instrument is shown to this clinic's patients."""

    wording_id: int
    title: str
    language: str
    rights: str
    copyright: str
    instructions: tuple[str, ...]
    items: tuple[ItemWords, ...]

    def of(self, number: int) -> ItemWords:
        """Return the words of one item."""
        return self.items[number - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingLine:
    """One instrument in the list: whose words it is shown in."""

    name: str
    says: str
    tag: str
    tag_kind: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLine:
    """One wording as it was given, by whom and when."""

    title: str
    rights: str
    by: str
    when: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingPage:
    """One instrument: the words in force, and all that were."""

    name: str
    recall: str
    rights: str
    is_score_entry: bool
    shown: Shown | None
    kept: tuple[KeptLine, ...]
    may_write: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewLine:
    """One item of a form as it would be shown, beside our own label."""

    label: str
    says: str
    heading: str
    steps: tuple[str, ...]


def in_force(scale_key: str) -> Shown | None:
    """Return the clinic's wording of a scale; None where Leeward's own labels stand."""
    row = InstrumentWording.objects.filter(scale_key=scale_key).last()
    return None if row is None else shown(row)


def in_force_for(scale_keys: Collection[str]) -> dict[str, Shown]:
    """Return the clinic's wordings of these scales; one without an entry stands under Leeward's own labels."""
    rows = InstrumentWording.objects.filter(scale_key__in=scale_keys).defer("document").order_by("pk")
    newest = {row.scale_key: row for row in rows}
    return {key: words for key, row in newest.items() if (words := shown(row)) is not None}


def shown(row: InstrumentWording) -> Shown | None:
    """Return a stored wording as it is shown; None for a return to Leeward's own labels."""
    if row.content is None:
        return None
    told: dict[str, Any] = row.content
    return Shown(
        wording_id=row.pk,
        title=told["title"],
        language=told["language"],
        rights=row.rights,
        copyright=told["copyright"],
        instructions=tuple(told["instructions"]),
        items=tuple(
            ItemWords(number=each["number"], says=each["says"], steps=tuple(each["steps"]), heading=each["heading"])
            for each in told["items"]
        ),
    )


def in_words(trigger: Trigger | None, scale: Scale, wording_id: int | None) -> Trigger | None:
    """Return what opened a crisis in the words that were shown, where these were the clinic's own."""
    row = None if wording_id is None else InstrumentWording.objects.get(pk=wording_id, scale_key=scale.key)
    words = None if row is None else shown(row)
    if trigger is None or words is None:
        return trigger
    return replace(trigger, answers=tuple(_answered(each, scale, words) for each in trigger.answers))


def _answered(answered: Answered, scale: Scale, words: Shown) -> Answered:
    for item in scale.items:
        if answered.item == f"{item.number}. {item.label}":
            mine = words.of(item.number)
            answer = answered.answer if answered.points is None else mine.step(item, answered.points)
            return replace(answered, item=f"{item.number}. {mine.says}", answer=answer)
    return answered


def areas() -> tuple[tuple[str, tuple[WordingLine, ...]], ...]:
    """Return every instrument by what it is about, with whose words it is shown in."""
    grouped = ((area.value, tuple(_line(scale) for scale in EVERY if scale.area is area)) for area in Area)
    return tuple((area, lines) for area, lines in grouped if lines)


def page(scale: Scale, *, role: Role) -> WordingPage:
    """Return one instrument's wording and its past."""
    rows = InstrumentWording.objects.filter(scale_key=scale.key).select_related("by")
    return WordingPage(
        name=scale.name,
        recall=scale.recall,
        rights=scale.rights,
        is_score_entry=scale.is_score_entry,
        shown=in_force(scale.key),
        kept=tuple(_kept(row) for row in reversed(rows)),
        may_write=may(role, "outcomes:wording", "POST"),
    )


def preview(scale: Scale, wording: Wording) -> tuple[PreviewLine, ...]:
    """Return the items of a form beside our own labels, to be compared before the form is kept."""
    return tuple(
        PreviewLine(
            label=f"{item.number}. {item.label}",
            says=words.says,
            heading=words.heading,
            steps=tuple(f"{item.low + n}: {step}" for n, step in enumerate(words.steps or item.steps)),
        )
        for item, words in zip(scale.items, wording.items, strict=True)
    )


def _line(scale: Scale) -> WordingLine:
    found = in_force(scale.key)
    kind, tag = ("ok", "clinic’s form") if found else ("quiet", "score only" if scale.is_score_entry else "own labels")
    return WordingLine(
        name=scale.name if scale.recall in scale.name else f"{scale.name}, {scale.recall}",
        says=found.title if found else scale.rights,
        tag=tag,
        tag_kind=kind,
        url=reverse("outcomes:wording", args=[scale.key]),
    )


def _kept(row: InstrumentWording) -> KeptLine:
    title = "Back to Leeward’s own labels" if row.content is None else str(row.content["title"]) or "Without a title"
    when = telling.moment(row.at, timezone.get_current_timezone())
    return KeptLine(title=title, rights=row.rights, by=row.by.name, when=when, digest=row.sha256[:12])
