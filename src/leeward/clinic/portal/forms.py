"""Forms of the portal: one for each kind of page. What is not known is always an answer."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leeward.clinic.portal.reading_back import Understood, entries, understood
from leeward.clinic.portal.sizes import height_says, weight_says
from leeward.clinic.portal.steps import DONT_KNOW, NONE, OPEN, SOME, YES, Answers, Kind, Step
from leeward.clinic.portal.told import HELPED, OPEN_WORDS

CHOOSE: Final = gettext_lazy("Choose an answer.")
CHOOSE_OR_OPEN: Final = gettext_lazy("Choose an answer. “I don’t know” and “I’d rather not say” are answers too.")
LONG: Final = 6000
DIGITS: Final = re.compile(r"[0-9]{1,18}")


class StepForm(forms.Form):
    """One page; `value` is what is kept."""

    def __init__(self, *args: Any, step: Step, answers: Answers, **settings: Any) -> None:
        self.step, self.answers = step, answers
        super().__init__(*args, initial=dict(self.start(answers.get(step.key, {}))), **settings)
        if step.kind not in {Kind.READ_BACK, Kind.HEIGHT, Kind.WEIGHT}:
            says = CHOOSE_OR_OPEN if dict(OPEN).keys() <= dict(step.choices).keys() else CHOOSE
            answer = forms.ChoiceField(
                label=step.asks, choices=step.choices, widget=forms.RadioSelect, error_messages={"required": says}
            )
            self.fields = {"answer": answer, **self.fields}
        if step.scale is not None:
            self.fields["wording_id"] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.initial["wording_id"] = step.wording_id

    def start(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what the fields start from."""
        return value

    @property
    def value(self) -> dict[str, Any]:
        """What was answered, and in whose words it was asked; a field that came back spoiled names nobody's."""
        shown = self.cleaned_data.get("wording_id", "")
        words = {"wording_id": int(shown)} if DIGITS.fullmatch(shown) else {}
        return {"answer": self.cleaned_data["answer"], **words}

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields after the first."""
        return [field for field in self.visible_fields() if field.name != "answer"]


class Names(StepForm):
    """Allergies, or medicines: one on each line."""

    names = forms.CharField(
        label=gettext_lazy("If yes: which ones?"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea({"rows": 5, "autocapitalize": "off"}),
    )

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.fields["names"].help_text = {
            Kind.ALLERGIES: _("One on each line. If you know it, say what happened."),
            Kind.MEDICINES: _("One on each line, as on the box: name, dose, how often. For example: Zoloft 100 mg."),
        }.get(self.step.kind, _("One on each line. If you know it, the dose. For example: Zoloft 100 mg."))

    def start(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"answer": value.get("answer"), "names": "\n".join(value.get("names", ()))}

    def clean(self) -> dict[str, Any]:
        """A yes names something, and a no does not."""
        told = super().clean() or {}
        text = told.get("names", "")
        lines = text.splitlines() if self.step.kind is Kind.ALLERGIES else entries(text)
        told["names"] = [name for name in dict.fromkeys(" ".join(line.split()) for line in lines) if name]
        if told.get("answer") == SOME and not told["names"]:
            self.add_error("names", _("Write at least one, on a line of its own."))
        if told.get("answer") == NONE and told["names"]:
            self.add_error("names", _("You wrote something here and answered no. Change one of the two."))
        return told

    @property
    def value(self) -> dict[str, Any]:
        answer = self.cleaned_data["answer"]
        return {"answer": answer, "names": self.cleaned_data["names"] if answer == SOME else []}


class ReadBack(StepForm):
    """What was understood of the medicines, with a question where it is not sure."""

    def __init__(self, *args: Any, answers: Answers, **settings: Any) -> None:
        self.lines: tuple[Understood, ...] = understood(answers.get("medicines", {}).get("names", ()))
        super().__init__(*args, answers=answers, **settings)
        for number, line in enumerate(self.lines):
            if line.maybe:
                words = {"entered": line.entered, "maybe": line.maybe}
                self.fields[f"line_{number}"] = forms.ChoiceField(
                    label=_("You wrote “%(entered)s”. Did you mean %(maybe)s?") % words,
                    choices=((YES, _("Yes")), ("no", _("No")), (DONT_KNOW, _("I don’t know"))),
                    widget=forms.RadioSelect,
                    error_messages={"required": _("Say whether “%(entered)s” is %(maybe)s.") % words},
                )

    def start(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        confirmed = value.get("confirmed", {})
        return {f"line_{number}": confirmed.get(line.entered) for number, line in enumerate(self.lines)}

    @property
    def value(self) -> dict[str, Any]:
        told = {line.entered: self.cleaned_data.get(f"line_{n}", "") for n, line in enumerate(self.lines)}
        confirmed = {name: meant for name, meant in told.items() if meant}
        return {"answer": "read", "names": [line.entered for line in self.lines], "confirmed": confirmed}


class Size(StepForm):
    """Height or weight as the patient knows it, in the units that they know."""

    rather = forms.ChoiceField(
        label=gettext_lazy("If you cannot say"), choices=[*OPEN_WORDS.items()], widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        units = {"cm": _("Centimeters"), "feet": _("Or feet"), "inches": _("and inches")}
        if self.step.kind is Kind.WEIGHT:
            units = {"lb": _("Pounds"), "kg": _("Or kilograms")}
        numbers = {
            name: forms.FloatField(
                label=label, required=False, min_value=0, widget=forms.TextInput({"inputmode": "decimal"}),
                error_messages={
                    "invalid": _("%(unit)s: enter a number.") % {"unit": label.removeprefix("Or ").capitalize()}
                },
            )
            for name, label in units.items()
        }  # fmt: skip
        self.fields = {**numbers, **self.fields}

    def clean(self) -> dict[str, Any]:
        """One way to say it is enough."""
        told = super().clean() or {}
        if self.errors:
            return told
        first = next(iter(self.fields))
        try:
            told["says"] = height_says(told) if self.step.kind is Kind.HEIGHT else weight_says(told)
        except ValueError as why:
            self.add_error(first, str(why))
        else:
            if bool(told["says"]) == bool(told["rather"]):
                self.add_error(first, ONE_OF_TWO if told["says"] else _("Enter a number, or choose an answer below."))
        return told

    @property
    def value(self) -> dict[str, Any]:
        if self.cleaned_data["rather"]:
            return {"answer": self.cleaned_data["rather"], "rather": self.cleaned_data["rather"]}
        numbers = {name: value for name, value in self.cleaned_data.items() if isinstance(value, float)}
        return {"answer": "told", "says": self.cleaned_data["says"], **numbers}


ONE_OF_TWO: Final = gettext_lazy("You entered a number and chose an answer below. Keep one of the two.")


class TherapyTried(StepForm):
    """A psychotherapy that was tried, and whether it helped."""

    sessions = forms.IntegerField(
        label=gettext_lazy("If yes: about how many sessions?"),
        required=False,
        min_value=0,
        max_value=500,
        help_text=gettext_lazy("Leave it empty if you do not know."),
        widget=forms.TextInput({"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Enter the number of sessions in figures, or leave it empty.")},
    )
    response = forms.ChoiceField(
        label=gettext_lazy("If yes: did it help?"), choices=[*HELPED.items()], widget=forms.RadioSelect, required=False
    )

    @property
    def value(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told["answer"] != YES:
            return {"answer": told["answer"]}
        return {"answer": YES, "sessions": told["sessions"], "response": told["response"] or "unknown"}


class Escort(StepForm):
    """Who could take the patient home."""

    name = forms.CharField(
        label=gettext_lazy("If yes: who?"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("A first name is enough."),
    )
    phone = forms.CharField(
        label=gettext_lazy("Their phone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"inputmode": "tel", "type": "tel"}),
    )

    @property
    def value(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {"answer": told["answer"], "name": told["name"].strip(), "phone": told["phone"].strip()}


FORMS: Final[Mapping[Kind, type[StepForm]]] = {
    Kind.ALLERGIES: Names,
    Kind.MEDICINES: Names,
    Kind.TRIED: Names,
    Kind.READ_BACK: ReadBack,
    Kind.HEIGHT: Size,
    Kind.WEIGHT: Size,
    Kind.THERAPY: TherapyTried,
    Kind.ESCORT: Escort,
}


def form_for(step: Step, answers: Answers, data: Mapping[str, Any] | None = None) -> StepForm:
    """Return the form of a step, filled with what was answered before."""
    return FORMS.get(step.kind, StepForm)(data, step=step, answers=answers)
