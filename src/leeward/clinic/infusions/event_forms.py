"""What is typed about what happened: medicines given, adverse events and how they ended, a request for a pause."""

from typing import Final

from django import forms

from leeward.clinic.infusions.asking import REASONS
from leeward.clinic.infusions.forms import EventForm, ReasonForm, reason_field, words_field
from leeward.infusion.adverse import GRADES, OUTCOMES, RELATIONS, TERMS
from leeward.truth import Truth

PURPOSES: Final = ("antihypertensive", "sedative", "antiemetic", "other")
# What the dossier's section 4.5 keeps in the room, by its generic name; anything else is typed.
AT_HAND: Final = (
    "ondansetron", "labetalol", "hydralazine", "nitroglycerin", "metoprolol", "esmolol", "midazolam", "lorazepam",
    "haloperidol", "olanzapine", "diphenhydramine", "epinephrine", "naloxone", "flumazenil", "atropine", "glucose",
    "oxygen", "saline",
)  # fmt: skip
SERIOUS: Final = "Serious: death, danger to life, hospital, lasting harm?"


class Suggesting(forms.TextInput):
    """A line with suggestions; anything else may be typed."""

    template_name = "infusions/_suggesting.html"

    def __init__(self, suggestions: tuple[str, ...], attrs: dict[str, object] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.suggestions = suggestions

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        """Add the list and its id."""
        list_id = f"suggested-{name}"
        context: dict[str, object] = super().get_context(name, value, {**(attrs or {}), "list": list_id})
        return {**context, "suggestions": self.suggestions, "list_id": list_id}


def _one_of(label: str, choices: tuple[str, ...], initial: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(choice, choice) for choice in choices],
        widget=forms.RadioSelect,
        initial=initial,
        error_messages={"required": "Choose one."},
    )


class Medicine(EventForm):
    """Another medicine that was given."""

    medicine = forms.CharField(label="Medicine", max_length=120, widget=Suggesting(AT_HAND))
    dose = forms.CharField(
        label="Dose and route",
        max_length=120,
        help_text="With its unit, such as 4 mg IV.",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    purpose = _one_of("For what", PURPOSES)


class AdverseEvent(EventForm):
    """What happened, how bad, what was done, and whether the drug did it."""

    term = forms.CharField(label="What happened", max_length=120, widget=Suggesting(TERMS))
    severity = forms.ChoiceField(
        label="How bad",
        choices=[(words, f"{grade} {words}") for words, grade in GRADES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    relation = _one_of("Was it the drug?", RELATIONS)
    serious = forms.TypedChoiceField(
        label=SERIOUS,
        choices=[(t.value, t.value) for t in Truth],
        coerce=Truth,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    action = forms.CharField(label="What was done", max_length=400)


class FollowAdverseEvent(EventForm):
    """How an adverse event went on."""

    adverse_event = forms.UUIDField(widget=forms.HiddenInput)
    outcome = _one_of("How is it now", OUTCOMES)
    relation = _one_of("Was it the drug?", RELATIONS)
    note = forms.CharField(label="In words", required=False, max_length=400)


class AskForPause(ReasonForm):
    """Why the pump should be paused."""

    reason = reason_field("Why?", REASONS)
    words = words_field()
