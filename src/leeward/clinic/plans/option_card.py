"""One option as a card: the dose, what is likely, why one would choose it, and its curves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString

from leeward.clinic.assessments.wording import CiteLine, cite_line
from leeward.clinic.web.charts import band
from leeward.clinic.web.curves import CurveChart, curve
from leeward.clinic.web.figure import plain, without_trailing_zeros
from leeward.dosing import STUDIED
from leeward.protocol.limits import Place

CURVES: Final = (
    ("venous_ketamine", "Ketamine, vein"),
    ("venous_norketamine", "Norketamine, vein"),
    ("effect_site_ketamine", "Effect site"),
    ("cadss", "Dissociation, CADSS"),
    ("systolic", "Systolic pressure"),
)
LEARNED: Final = "As learned of this person"
BARS: Final = (("highest_systolic", "Highest systolic"), ("highest_cadss", "Dissociation, CADSS"))


@dataclass(frozen=True, slots=True, kw_only=True)
class BarLine:
    """One predicted maximum: its picture and its numbers."""

    name: str
    says: str
    range: str
    picture: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class ChanceLine:
    """How many of a hundred virtual patients pass a limit."""

    what: str
    says: str
    learned: str = ""
    """The same with what was learned of the person; empty where nothing was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePicture:
    """One small curve with its name."""

    name: str
    unit: str
    site: str
    picture: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionCard:
    """One way to give it."""

    key: str
    label: str
    evidence: str
    is_studied: bool
    dose: str
    minutes: str
    based_on: str
    rounding: str
    place: str
    fences_passed: tuple[str, ...]
    bars: tuple[BarLine, ...]
    chances: tuple[ChanceLine, ...]
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    needs_reason: bool
    needs_second_person: bool
    curves: tuple[CurvePicture, ...]
    cites: tuple[CiteLine, ...]
    learned_doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """The scales that all options of one proposal share, so that they can be compared by eye."""

    of: Mapping[str, tuple[float, float]]

    def low_high(self, name: str) -> tuple[float, float]:
        """Return the ends of one quantity's scale."""
        return self.of[name]


def scales(options: Sequence[Mapping[str, Any]]) -> Scales:
    """Return scales that hold every option's bands and limits."""
    found = {}
    for name, _ in (*CURVES, *BARS):
        bands = [each[name] for option in options for each in _forecasts(option) if name in each]
        low = min(_least(each["low"]) for each in bands)
        high = max(_most(each["high"]) for each in bands)
        if name in {"systolic", "highest_systolic"}:
            high = max(high, *(_limit(option, "mmHg") or high for option in options))
            found[name] = (_down(low), _up(high))
        else:
            found[name] = (0.0, _up(high))
    return Scales(of=found)


def option_card(option: Mapping[str, Any], shared: Scales) -> OptionCard:
    """Return a stored option as a card."""
    kind = option["dosing_weight_kind"]
    return OptionCard(
        key=option["key"],
        label=option["label"],
        evidence=option["evidence"].capitalize(),
        is_studied=option["evidence"] == STUDIED,
        dose=f"{option['dose_mg']:g} mg",
        minutes=f"in {option['minutes']:g} min",
        based_on=f"{option['dose_mg_per_kg']:g} mg/kg, {kind} weight {plain(option['dosing_weight_kg'], 1)} kg",
        rounding=without_trailing_zeros(option["rounding"]),
        place="" if option["place"] == Place.USUAL.value else option["place"],
        fences_passed=tuple(option["fences_passed"]),
        bars=tuple(_bars(option, shared)),
        chances=tuple(_chance(each, option) for each in option["chances"]),
        reasons=tuple(option["reasons"]),
        flags=tuple(option["flags"]),
        needs_reason=option["needs_reason"],
        needs_second_person=option["needs_second_person"],
        curves=tuple(_curve(option, name, says, shared) for name, says in CURVES),
        cites=tuple(cite_line(each) for each in option["cites"]),
        learned_doubts=tuple(option.get("learned", {}).get("doubts", ())),
    )


def _forecasts(option: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Return the population's forecast, and the one with what was learned of the person, as far as there is one."""
    return option["prediction"], option.get("learned", {})


def _bars(option: Mapping[str, Any], shared: Scales) -> Iterator[BarLine]:
    """Yield each maximum for people like this person, and below it with what was learned of this one."""
    for name, says in BARS:
        for number, forecast in enumerate(_forecasts(option)):
            if name in forecast:
                yield _bar(option, name, LEARNED if number else says, shared, forecast[name], key=f"{name}-{number}")


def _bar(
    option: Mapping[str, Any], name: str, says: str, shared: Scales, peak: Mapping[str, Any], *, key: str
) -> BarLine:
    low, high = shared.low_high(name)
    limit = _limit(option, peak["unit"])
    picture = band(
        median=peak["median"], low=peak["low"], high=peak["high"], scale_low=low, scale_high=high,
        unit=peak["unit"], name=f"{says}, {option['label']}", limit=limit, key=f"{option['key']}-{key}",
    )  # fmt: skip
    between = f"{peak['low']:.0f}–{peak['high']:.0f}"
    return BarLine(
        name=says,
        says=f"{peak['median']:.0f} {peak['unit']}",
        range=f"({between})",
        picture=picture,
    )


def _chance(stored: Mapping[str, Any], option: Mapping[str, Any]) -> ChanceLine:
    what = _what(stored)
    learned = [each for each in option.get("learned", {}).get("chances", ()) if _what(each) == what]
    return ChanceLine(
        what=what[:1].upper() + what[1:],
        says=_in_100(stored["per_100"]),
        learned=f"as learned {_in_100(learned[0]['per_100'])}" if learned else "",
    )


def _what(chance: Mapping[str, Any]) -> str:
    return str(chance["says"].partition(": ")[2] or chance["says"])


def _in_100(number: int) -> str:
    return "< 1 in 100" if number == 0 else f"{number} in 100"


def _curve(option: Mapping[str, Any], name: str, says: str, shared: Scales) -> CurvePicture:
    prediction = option["prediction"]
    predicted, (low, high) = prediction[name], shared.low_high(name)
    drawn = CurveChart(
        name=f"{says}, {option['label']}",
        unit=predicted["unit"],
        minutes=tuple(prediction["minutes"]),
        median=tuple(predicted["median"]),
        low=tuple(predicted["low"]),
        high=tuple(predicted["high"]),
        scale_low=low,
        scale_high=high,
        given_minutes=option["minutes"],
        limit=_limit(option, predicted["unit"]) if name == "systolic" else None,
        limit_says="Alarm limit",
        other=tuple(option.get("learned", {}).get(name, {}).get("median", ())),
        other_says=LEARNED,
        key=f"{option['key']}-{name}",
    )
    return CurvePicture(name=says, unit=predicted["unit"], site=predicted["site"], picture=curve(drawn))


def _limit(option: Mapping[str, Any], unit: str) -> float | None:
    """The first limit of that unit that the chances were counted against; only pressure has one drawn."""
    limits = [each["limit"] for each in option["chances"] if each["unit"] == unit == "mmHg"]
    return float(limits[0]) if limits else None


def _least(values: float | Sequence[float]) -> float:
    return min(values) if isinstance(values, list) else float(values)  # type: ignore[arg-type]


def _most(values: float | Sequence[float]) -> float:
    return max(values) if isinstance(values, list) else float(values)  # type: ignore[arg-type]


def _up(value: float) -> float:
    return -(-value // 10) * 10


def _down(value: float) -> float:
    return value // 10 * 10
