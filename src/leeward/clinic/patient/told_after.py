"""What a patient answered on the day after an infusion, as reactions in their own words."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leeward.clinic.aftercare import questions, standing
from leeward.clinic.aftercare.models import CheckIn
from leeward.clinic.web.templatetags.leeward import clinic_date
from leeward.infusion.next_day import Mood, Night, Stomach
from leeward.truth import YES

# Self-harm is not among them: it has a path of its own, and no place on a page that is handed around.
REACTIONS: Final = MappingProxyType({
    ("fell", YES.value): gettext_lazy("I fell, or nearly fell"),
    ("stomach", Stomach.NAUSEA.value): gettext_lazy("I felt sick"),
    ("stomach", Stomach.VOMITING.value): gettext_lazy("I vomited and kept nothing down"),
    ("bladder", YES.value): gettext_lazy("Passing urine hurt, there was blood in it, or I had to go very often"),
    ("night", Night.BAD.value): gettext_lazy("I slept badly"),
    ("night", Night.NONE.value): gettext_lazy("I did not sleep at all"),
    ("mood", Mood.WORSE.value): gettext_lazy("I felt worse than before the infusion"),
})  # fmt: skip


def reactions(person_id: UUID) -> Iterator[tuple[str, str, str]]:
    """Yield the day, what was told, and that it was told the day after; the earliest first."""
    for known in reversed(standing.of_person(person_id)):
        for row in known.check_ins:
            if row.kind in standing.ANSWERED:
                yield from ((clinic_date(row.at), str(says), _became(row)) for says in _of(row))


def _of(row: CheckIn) -> Iterator[str | Promise]:
    yield from (says for (key, answer), says in REACTIONS.items() if row.answers.get(key) == answer)
    if any(each.key == "pressure" for each in standing.concerns_of(row)):
        pressure = questions.read(row.answers).pressure
        told = "{}/{} mmHg".format(*pressure) if pressure else row.answers["pressure"]
        yield _("Blood pressure at home: %(pressure)s") % {"pressure": told}


def _became(row: CheckIn) -> str:
    """What the clinic wrote of it may speak of self-harm too: the page says only that it was looked into."""
    told = _("you told us the day after")
    return f"{told}; {_('we looked into it')}" if hasattr(row, "follow_up") else told
