"""Forms of the patient's pages."""

import re
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from leeward.clinic.infusions.wording import graded
from leeward.clinic.patient.answering import CannotAnswer, Told
from leeward.clinic.patient.asking import Asked, askable
from leeward.clinic.patient.limits import MOST_AT_ONCE
from leeward.clinic.patient.side_effects import EFFECTS
from leeward.clinic.portal.steps import NOT_SAID
from leeward.infusion.adverse import GRADES

CHOOSE: Final = _("Choose an answer. “I’d rather not say” is an answer too.")
DIGITS: Final = re.compile(r"[0-9]{1,18}")


class Line(forms.Form):
    """One question; the page makes the id of its answer, so that sent twice it is kept once."""

    answer_id = forms.UUIDField(widget=forms.HiddenInput)
    wording_id = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, line: Asked, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.line = line
        self.fields["answer_id"].initial = uuid4
        self.fields["wording_id"].initial = line.wording_id
        self.fields["answer"] = forms.ChoiceField(
            label=line.asks, choices=line.choices, widget=forms.RadioSelect, error_messages={"required": CHOOSE}
        )

    def told(self, *, at: datetime) -> Told:
        """What was answered; the form must be valid."""
        given = self.cleaned_data
        return told_of(given["answer_id"], self.line.key, given["answer"], given["wording_id"], at)


class Give(forms.Form):
    """Which questionnaires are put to the patient, and for which time."""

    link_id = forms.UUIDField(widget=forms.HiddenInput)
    time_point = forms.CharField(
        label="For which time, as the patient reads it", max_length=120,
        help_text="Such as: before infusion 1, or 3 days after infusion 2.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    scales = forms.MultipleChoiceField(
        label="Questionnaires", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one questionnaire."},
    )  # fmt: skip

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.fields["link_id"].initial = uuid4
        choices = [(scale.key, f"{scale.name}, {len(scale.items)} questions") for scale in askable()]
        self.fields["scales"].choices = choices  # type: ignore[attr-defined]


def told_of(answer_id: UUID, key: str, answer: str, words: object, at: datetime) -> Told:
    """Return an answer as it was sent; a field that came back spoiled names nobody's words."""
    shown = str(words)
    return Told(
        answer_id=answer_id,
        key=key,
        answer=None if answer == NOT_SAID else int(answer),
        wording_id=int(shown) if DIGITS.fullmatch(shown) else None,
        at=at,
    )


def read_queue(sent: object, *, at: datetime) -> tuple[Told, ...]:
    """Read what a telephone kept while it had no network; raises CannotAnswer for what no page of ours sends."""
    rows = sent.get("answers") if isinstance(sent, dict) else None
    if not isinstance(rows, list) or len(rows) > MOST_AT_ONCE:
        raise CannotAnswer("The message holds no list of answers.")
    try:
        return tuple(_read(row, at) for row in rows)
    except (KeyError, TypeError, ValueError, OverflowError) as why:
        raise CannotAnswer("An answer of the message cannot be read.") from why


def _read(row: dict[str, Any], at: datetime) -> Told:
    told_at = datetime.fromisoformat(row["at"])
    answer = str(row["answer"])
    if answer != NOT_SAID and not DIGITS.fullmatch(answer):
        raise ValueError(answer)
    return told_of(
        UUID(str(row["id"])), str(row["key"]), answer, row.get("words"), told_at if told_at.tzinfo else at
    )  # fmt: skip


class GivePages(forms.Form):
    """Ask for a link to the patient's own pages."""

    link_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class SideEffects(forms.Form):
    """What a patient noticed; only something must be told, so that nothing keeps it from arriving."""

    report_id = forms.UUIDField(widget=forms.HiddenInput)
    effects = forms.MultipleChoiceField(
        label=_("What do you notice?"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(each.key, each.asks) for each in EFFECTS],
    )  # fmt: skip
    since = forms.ChoiceField(
        label=_("Since when?"), required=False, widget=forms.RadioSelect,
        choices=[("today", _("Today")), ("days", _("A few days")), ("longer", _("Longer"))],
    )  # fmt: skip
    words = forms.CharField(
        label=_("In your own words"), required=False, max_length=3000, widget=forms.Textarea({"rows": 4})
    )
    harm = forms.ChoiceField(
        label=_("Do you have thoughts of being better off dead, or of hurting yourself?"), required=False,
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No")), (NOT_SAID, _("I’d rather not say"))],
    )  # fmt: skip

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.fields["report_id"].initial = uuid4

    def clean(self) -> dict[str, Any]:
        """A report tells something."""
        told = super().clean() or {}
        if not self.errors and not (told["effects"] or told["words"].strip() or told["harm"]):
            self.add_error(None, _("Tick something, or write it in your own words."))
        return told


class TakeReport(forms.Form):
    """What was done about a report."""

    did = forms.CharField(
        label="What was done", max_length=1000, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say what was done."},
    )  # fmt: skip
    infusion_id = forms.TypedChoiceField(
        label="Chart it as an adverse event of", required=False, coerce=UUID, empty_value=None,
        help_text="Whether the drug did it is judged later, on the infusion’s own page.",
    )  # fmt: skip
    severity = forms.ChoiceField(label="How severe", required=False, choices=[("not yet judged", "not yet judged")])

    def __init__(self, *args: Any, infusions: tuple[tuple[UUID, str], ...], **settings: Any) -> None:
        super().__init__(*args, **settings)
        none = ("", "No infusion: it stays a report")
        self.fields["infusion_id"].choices = [none, *infusions]  # type: ignore[attr-defined]
        self.fields["severity"].choices = [  # type: ignore[attr-defined]
            ("not yet judged", "not yet judged"), *((key, graded(key)) for key in GRADES)
        ]  # fmt: skip

    def clean_severity(self) -> str:
        """What nobody judged is not yet judged."""
        return self.cleaned_data["severity"] or "not yet judged"
