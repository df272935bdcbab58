"""Read answers as they come from a form, a file or an import into a chart, and refuse what is not understood."""

from collections.abc import Mapping
from datetime import date, datetime

from leeward.assessment.chart import ITEM_BY_KEY, MEASURE_BY_KEY, CannotChart, Chart, Measurement, Sex, SignOff
from leeward.assessment.history import TreatmentHistory
from leeward.assessment.history_reading import history_from
from leeward.assessment.items import Measure, Moment
from leeward.assessment.override import CannotOverride, Office, Override, Signatory
from leeward.assessment.treatment import CannotRecord
from leeward.truth import Truth, truth
from leeward.units import Quantity

_OTHER_KEYS = ("born", "sex", "medicines", "allergies", "signoffs", "overrides", "history")


def chart_from(answers: Mapping[str, object], *, on: date) -> Chart:
    """Build the chart of one day.

    Items take yes, no, unknown, a bool or a Truth, or a table with value and at; measures "132 mmHg", a Measurement
    or a table with value, at and source; `born` a date; `medicines` and `allergies` lists of names (absent is "not
    asked", [] is "none").
    Raises CannotChart with the key and what was expected.
    """
    fields: dict[str, object] = {}
    dated: dict[str, date] = {}
    for key, value in answers.items():
        if value is None:
            continue
        if key in ITEM_BY_KEY:
            fields[key], dated[key] = _answer(key, value, on=on)
        elif key in MEASURE_BY_KEY:
            fields[key] = _measurement(MEASURE_BY_KEY[key], value, on=on)
        elif key in _OTHER_KEYS:
            fields[key] = _other(key, value)
        else:
            raise CannotChart(f"{key}: there is no such question or measurement. See the list of items for the keys.")
    aging = tuple((key, day) for key, day in dated.items() if day != on and ITEM_BY_KEY[key].freshness)
    return Chart(on=on, answered_on=aging, **fields)  # type: ignore[arg-type]


def _answer(key: str, value: object, *, on: date) -> tuple[Truth, date]:
    """Read an answer and its day; to a question of the infusion day, another day's answer does not stand."""
    if not isinstance(value, Mapping):
        return _truth(key, value), on
    if set(value) - {"value", "at"} or "value" not in value:
        raise CannotChart(f"{key}: expected value and at; got {', '.join(map(str, value))}.")
    at = _day(f"{key}.at", value.get("at", on))
    day = at.date() if isinstance(at, datetime) else at
    is_of_another_day = ITEM_BY_KEY[key].moment is Moment.DAY and day != on
    return (Truth.UNKNOWN if is_of_another_day else _truth(key, value["value"])), day


def _truth(key: str, value: object) -> Truth:
    if isinstance(value, Truth):
        return value
    if isinstance(value, bool):
        return truth(value)
    try:
        return Truth(str(value).strip().lower())
    except ValueError:
        raise CannotChart(f"{key}: expected yes, no or unknown; got {value!r}.") from None


def _measurement(measure: Measure, value: object, *, on: date) -> Measurement:
    if isinstance(value, Measurement):
        return value
    if isinstance(value, Mapping):
        extra = sorted(set(value) - {"value", "at", "source"})
        if extra or "value" not in value:
            raise CannotChart(f"{measure.key}: expected value, at and source; got {', '.join(map(str, value))}.")
        taken = _day(f"{measure.key}.at", value.get("at", on))
        return Measurement(
            quantity=_quantity(measure, value["value"]), at=taken, source=str(value.get("source", "entered by hand"))
        )
    return Measurement(quantity=_quantity(measure, value), at=on, source="entered by hand")


def _quantity(measure: Measure, value: object) -> Quantity:
    if isinstance(value, Quantity):
        return value
    try:
        return Quantity.parse(str(value))
    except ValueError:
        raise CannotChart(
            f"{measure.key}: expected a number, a space and a unit, such as "
            f'"{measure.high.quantity.number:g} {measure.unit}"; got {value!r}.'
        ) from None


def _day(key: str, value: object) -> date | datetime:
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(str(value)) if "T" in str(value) else date.fromisoformat(str(value))
    except ValueError:
        raise CannotChart(f"{key}: expected a date such as 2026-11-23; got {value!r}.") from None


def _other(key: str, value: object) -> object:
    if key == "born":
        born = _day(key, value)
        return born.date() if isinstance(born, datetime) else born
    if key == "sex":
        return _sex(value)
    if key == "history":
        return _history(value)
    if key == "signoffs":
        return tuple(_signoff(one) for one in _sequence(key, value))
    if key == "overrides":
        return tuple(_override(one) for one in _sequence(key, value))
    return tuple(_name(key, one) for one in _sequence(key, value))


def _history(value: object) -> TreatmentHistory:
    try:
        return value if isinstance(value, TreatmentHistory) else history_from(value)
    except CannotRecord as why:
        raise CannotChart(str(why)) from None


def _sex(value: object) -> Sex:
    try:
        return value if isinstance(value, Sex) else Sex(str(value).strip().lower())
    except ValueError:
        raise CannotChart(f"sex: expected female, male or unknown; got {value!r}.") from None


def _sequence(key: str, value: object) -> tuple[object, ...]:
    if isinstance(value, list | tuple):
        return tuple(value)
    raise CannotChart(f"{key}: expected a list, such as []; got {value!r}.")


def _name(key: str, value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise CannotChart(f"{key}: expected names in quotation marks; got {value!r}.")


def _signoff(value: object) -> SignOff:
    if isinstance(value, SignOff):
        return value
    if not isinstance(value, Mapping) or set(value) != {"rule_key", "by", "on", "reason"}:
        raise CannotChart(f"signoffs: expected rule_key, by, on and reason; got {value!r}.")
    on = _day("signoffs.on", value["on"])
    return SignOff(
        rule_key=str(value["rule_key"]),
        by=str(value["by"]),
        on=on.date() if isinstance(on, datetime) else on,
        reason=str(value["reason"]),
    )


def _override(value: object) -> Override:
    if isinstance(value, Override):
        return value
    if not isinstance(value, Mapping) or set(value) != {"rule_key", "first", "second", "on"}:
        raise CannotChart(f"overrides: expected rule_key, first, second and on; got {value!r}.")
    on = _day("overrides.on", value["on"])
    first, second = _signatory("first", value["first"]), _signatory("second", value["second"])
    day = on.date() if isinstance(on, datetime) else on
    try:
        return Override(rule_key=str(value["rule_key"]), first=first, second=second, on=day)
    except CannotOverride as why:
        raise CannotChart(f"overrides: {why}") from None


def _signatory(place: str, value: object) -> Signatory:
    if not isinstance(value, Mapping) or set(value) != {"name", "office", "reason"}:
        raise CannotChart(f"overrides.{place}: expected name, office and reason; got {value!r}.")
    try:
        office = Office(str(value["office"]))
        return Signatory(name=str(value["name"]), office=office, reason=str(value["reason"]))
    except CannotOverride as why:
        raise CannotChart(f"overrides.{place}: {why}") from None
    except ValueError:
        offices = ", ".join(one.value for one in Office)
        raise CannotChart(f"overrides.{place}.office: expected one of {offices}; got {value['office']!r}.") from None
