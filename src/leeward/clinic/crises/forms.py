"""The steps of a crisis as forms, and a duty of the rota."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms

WORDS: Final = {"rows": 3}


def _words(label: str, *, required: bool = True, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
        help_text=hint,
        widget=forms.Textarea(WORDS),
        error_messages={"required": "Say it in a few words: the next reader will ask."},
    )


def _who(label: str, *, required: bool, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=160,
        help_text=hint,
        error_messages={"required": "Name the person or the place."},
    )


class Acknowledge(forms.Form):
    """Somebody has it."""

    who = _who("Who has it", required=False, hint="Leave it empty if you have it yourself.")


class Tell(forms.Form):
    """A person was told."""

    who = _who("Whom you told", required=True)
    says = _words("How, and what they said")


class Contact(forms.Form):
    """An attempt to speak with the patient."""

    was_reached = forms.TypedChoiceField(
        label="Were they reached?",
        choices=(("yes", "Yes, I am or was in contact with the patient"), ("no", "No, not reached")),
        coerce=lambda told: told == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the patient was reached. No answer is “not reached”."},
    )
    says = _words("How, and what was said")


class Assess(forms.Form):
    """A clinician assessed the patient."""

    who = _who("Who assessed the patient", required=False, hint="A clinician. Leave it empty if it was you.")
    says = _words("What they found")


class Plan(forms.Form):
    """The safety plan."""

    says = _words(
        "The safety plan",
        hint="Warning signs, what helps, people to call, means made safe, when you speak again.",
    )


class HandOver(forms.Form):
    """Somebody else has the patient now."""

    TO: Final = (
        "the emergency service",
        "an inpatient unit",
        "another clinician",
        "the family or a friend",
    )
    to = forms.ChoiceField(
        label="To whom",
        choices=[(each, each.capitalize()) for each in TO],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose to whom the patient was handed over."},
    )
    name = _who("Name, place and phone", required=True)
    says = _words("What was agreed")

    def clean(self) -> dict[str, Any]:
        """Who has the patient is the kind and the name together."""
        told = super().clean() or {}
        return {"who": f"{told.get('to', '')}: {told.get('name', '')}"[:160], "says": told.get("says", "")}


class Escalate(forms.Form):
    """The next rank is asked now."""

    says = _words("Why")


class Note(forms.Form):
    """A note."""

    says = _words("Note")


class Close(forms.Form):
    """The end of it."""

    outcome = forms.ChoiceField(
        label="How it ended",
        choices=[
            (each, each[0].upper() + each[1:])
            for each in (
                "safe, with a plan",
                "handed over, others keep the patient safe",
                "entered by mistake; it is known that nobody is at risk",
            )
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it ended."},
    )
    says = _words("What was decided, and who follows up when")


class Open(forms.Form):
    """A crisis opened by hand."""

    says = _words("What was said or seen", hint="In the patient’s own words where you can.")
    is_imminent = forms.TypedChoiceField(
        label="Do they have a plan or the intent, or did they act within three months?",
        choices=(("yes", "Yes, or I do not know"), ("no", "No, I asked")),
        coerce=lambda told: told == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one. If you do not know, it is taken as yes."},
    )


class Duty(forms.Form):
    """Somebody on call for a while."""

    username = forms.ChoiceField(label="Account", required=False)
    name = forms.CharField(
        label="Or somebody without an account", max_length=120, required=False, help_text="Name, and what they are."
    )
    phone = forms.CharField(
        label="Phone",
        max_length=40,
        widget=forms.TextInput({"inputmode": "tel", "type": "tel", "autocomplete": "off"}),
        error_messages={"required": "Enter the phone under which they answer."},
    )
    rank = forms.TypedChoiceField(
        label="Told as",
        coerce=int,
        choices=((1, "1: first"), (2, "2: when 1 does not answer"), (3, "3: when 2 does not answer")),
        error_messages={"required": "Choose who is told first."},
    )
    start = forms.DateTimeField(label="From", error_messages={"required": "Enter from which day and time."})
    end = forms.DateTimeField(label="Until", error_messages={"required": "Enter until which day and time."})

    def __init__(self, *args: Any, accounts: Iterable[tuple[str, str]], **settings: Any) -> None:
        super().__init__(*args, **settings)
        choices = [("", "Nobody with an account"), *accounts]
        self.fields["username"] = forms.ChoiceField(label="Account", required=False, choices=choices)
        for name in ("start", "end"):
            self.fields[name].widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self) -> dict[str, Any]:
        """One of the two says who it is."""
        told = super().clean() or {}
        if bool(told.get("username")) == bool((told.get("name") or "").strip()):
            self.add_error("name", "Choose an account or write a name: one of the two.")
        return told


class TakeBack(forms.Form):
    """A duty does not hold."""

    reason = forms.CharField(
        label="Why it does not hold", max_length=300, error_messages={"required": "Say in a few words why."}
    )


STEPS: Final[Mapping[str, type[forms.Form]]] = {
    "acknowledge": Acknowledge,
    "tell": Tell,
    "contact": Contact,
    "assess": Assess,
    "plan": Plan,
    "hand_over": HandOver,
    "escalate": Escalate,
    "note": Note,
    "close": Close,
}


def step_forms(*, sent: str, data: Any) -> dict[str, forms.Form]:
    """Return one form for each step; the one that was sent holds what was typed."""
    return {
        name: form(data if name == sent else None, auto_id=f"{name}_%s", prefix=None) for name, form in STEPS.items()
    }
