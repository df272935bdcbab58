"""Read how a medicine is taken, in the sender's words or from its parts; what is not told is left out."""

from collections.abc import Iterator

from leeward.fhir.tree import LONGEST, Node, inner, name, number, several, text

PERIODS = {"s": "second", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year"}


def dosage(resource: Node) -> str:
    """Return the dose and the habit of an order or a statement; empty where it tells of none."""
    told = (*several(resource, "dosageInstruction"), *several(resource, "dosage"))
    said = (text(one, "text") or text(one, "patientInstruction") or ", ".join(_parts(one)) for one in told)
    rendered = text(resource, "renderedDosageInstruction")  # R5
    return ("; ".join(dict.fromkeys(filter(None, said))) or rendered)[:LONGEST]


def _parts(told: Node) -> Iterator[str]:
    for each in several(told, "doseAndRate"):
        amount, low = inner(each, "doseQuantity"), inner(each, "doseRange", "low")
        high = inner(each, "doseRange", "high")
        yield from filter(None, (_quantity(amount), " to ".join(filter(None, (_quantity(low), _quantity(high))))))
    yield from filter(None, (name(inner(told, "timing", "code")) or _repeat(inner(told, "timing", "repeat")),))
    if told.get("asNeededBoolean") is True or told.get("asNeeded") is True:
        yield "as needed"
    elif for_what := name(inner(told, "asNeededCodeableConcept")) or name(inner(told, "asNeededFor")):
        yield f"as needed for {for_what}"
    yield from filter(None, (name(inner(told, "route")),))


def _quantity(amount: Node) -> str:
    value = number(amount, "value")
    unit = text(amount, "unit") or text(amount, "code")
    return "" if value is None else f"{text(amount, 'comparator')}{value:g} {unit or '(no unit)'}"


def _repeat(repeat: Node) -> str:
    """Say how often: so many times in so long."""
    often, period, unit = number(repeat, "frequency"), number(repeat, "period"), PERIODS.get(text(repeat, "periodUnit"))
    if period is None or unit is None:
        return ""
    long = unit if period == 1 else f"{period:g} {unit}s"
    return f"once per {long}" if often in (None, 1) else f"{often:g} times per {long}"
