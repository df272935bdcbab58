"""The forecast of a course as a page: what was kept, with its bands and the control arm; nothing is computed here."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString

from leeward import __version__
from leeward.clinic.outcomes import telling
from leeward.clinic.outcomes.forecast_plot import forecast_chart
from leeward.clinic.outcomes.forecast_records import foreseen_from, response_from
from leeward.clinic.outcomes.models import CourseForecast, Remark, ScoreEntry
from leeward.clinic.outcomes.notes import AssumptionLine, Mark, Notebook, SourceLine, cite_from
from leeward.clinic.people.access import may
from leeward.clinic.people.roles import Role
from leeward.clinic.protocols.queries import told
from leeward.clinic.web import forecastplot
from leeward.instruments import by_key
from leeward.outcomes.account import EDITIONS
from leeward.outcomes.forecast import BANDS

OLDER: Final = "This was kept by another version of Leeward and cannot be shown. Make the forecast anew."
MODEST: Final = (
    "Trauma-focused therapy that began after infusion 1 stands in both arms, with a gain that is assumed and wide; "
    "what began before is in the baseline. Each infusion that is booked is taken to be given like the last one."
)
UNREADABLE: Final = (LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastPart:
    """One kept forecast; where it is silent only `silent` tells something."""

    made: str
    versions: str
    silent: str
    says: tuple[str, ...]
    marks: tuple[Mark, ...]
    plot: SafeString | str
    made_from: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierLine:
    """One earlier forecast in the list, never a number without its band and the control arm."""

    made: str
    after: str
    chance: str
    band: str
    control: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastPage:
    """The newest forecast, those before it, and whether scores came since."""

    newest: ForecastPart | None
    earlier: tuple[EarlierLine, ...]
    is_stale: bool
    may_make: bool
    may_judge: bool
    modest: str
    sources: tuple[SourceLine, ...]
    assumptions: tuple[AssumptionLine, ...]


def forecast_page(person_id: UUID, *, name: str, role: Role) -> ForecastPage:
    """Return the page of one person, from what was kept."""
    rows, notes = list(CourseForecast.objects.filter(person_id=person_id).select_related("by")), Notebook()
    zone = timezone.get_current_timezone()
    return ForecastPage(
        newest=_part(rows[0], notes, name=name, zone=zone) if rows else None,
        earlier=tuple(_line(row, zone) for row in rows[1:]),
        is_stale=bool(rows) and _has_newer_scores(rows[0]),
        may_make=may(role, "outcomes:forecast", "POST"),
        may_judge=may(role, "outcomes:calibration"),
        modest=MODEST,
        sources=notes.sources,
        assumptions=notes.assumptions,
    )


def _has_newer_scores(row: CourseForecast) -> bool:
    rows = ScoreEntry.objects.filter(person_id=row.person_id, scale_key__in=EDITIONS, at__gt=row.at)
    return rows.exclude(remarks__kind=Remark.Kind.MISTAKE).exists()


def _part(row: CourseForecast, notes: Notebook, *, name: str, zone: tzinfo) -> ForecastPart:
    try:
        says, marks, plot, made_from = _told(row, notes, name=name, zone=zone)
        silent = row.result["silent"]
    except UNREADABLE:
        says, marks, plot, made_from, silent = (), (), "", (), OLDER
    return ForecastPart(
        made=f"{telling.moment(row.at, zone)}, {row.by.name if row.by else 'after a questionnaire was entered'}",
        versions=f"{told(row.protocol_version, now=row.at)}; Leeward {row.engine_version}"
        + ("" if row.engine_version == __version__ else ", an older version"),
        silent=silent,
        says=says,
        marks=marks,
        plot=plot,
        made_from=made_from,
    )


def _told(row: CourseForecast, notes: Notebook, *, name: str, zone: tzinfo) -> tuple[Any, ...]:
    inputs, result = row.inputs, row.result
    made_from = tuple(_made_from(inputs, zone))
    if result["silent"]:
        return (), (), "", made_from
    plot = forecastplot.forecast(forecast_chart(inputs, result, name=name, zone=zone))
    marks = notes.marks(cite_from(each) for each in result["cites"])
    return tuple(result["says"]), marks, plot, made_from


def _made_from(inputs: dict[str, Any], zone: tzinfo) -> list[tuple[str, str]]:
    given = [each for each in inputs["sessions"] if each["infusion"]]
    booked = [_moment(each["at"], zone) for each in inputs["sessions"] if not each["infusion"]]
    scores = [
        f"{'unknown' if each['total'] is None else each['total']} on {_moment(each['at'], zone)}"
        for each in inputs["scores"]
    ]
    return [
        ("Infusions given", "; ".join(f"{_mg(each)} on {_moment(each['at'], zone)}" for each in given)),
        ("Infusions booked", "; ".join(booked) or "none"),
        (by_key(inputs["edition"]).name, "; ".join(scores) or "no score"),
        ("Trauma-focused therapy", _therapy(inputs, zone)),
        ("Infusions of earlier courses", _earlier(inputs)),
        ("Virtual patients", f"{inputs['basis']['virtual_patients']:,}".replace(",", " ")),
    ]


def _therapy(inputs: dict[str, Any], zone: tzinfo) -> str:
    began = inputs.get("therapy_from")
    return f"in both arms from {_moment(began, zone)} on" if began else "none that began after infusion 1"


def _earlier(inputs: dict[str, Any]) -> str:
    count = inputs.get("earlier", 0)
    return f"{count}, not in this forecast: it counts from the last PCL-5 since them" if count else "none"


def _mg(session: dict[str, Any]) -> str:
    return f"{sum(rate * minutes for rate, minutes in session['segments']):.1f} mg"


def _moment(at: str, zone: tzinfo) -> str:
    return telling.moment(datetime.fromisoformat(at), zone)


def _line(row: CourseForecast, zone: tzinfo) -> EarlierLine:
    made = telling.moment(row.at, zone)
    try:
        if row.result["silent"]:
            return EarlierLine(
                made=made, after="", chance=f"nothing foretold: {row.result['silent']}", band="", control=""
            )
        chance = response_from(row.result["response"])
        own, control = (foreseen_from(row.result[arm][-1]).band(BANDS[1]) for arm in ("days", "control"))
        first = datetime.fromisoformat(row.inputs["sessions"][0]["at"])
        end = first + timedelta(days=row.result["end_day"])
    except UNREADABLE:
        return EarlierLine(made=made, after="", chance=OLDER, band="", control="")
    return EarlierLine(
        made=made,
        after=f"infusion {row.result['after_infusion']}, for {end.astimezone(zone):%d-%b-%Y}",
        chance=f"{chance.chance:.0%} ({chance.low:.0%} to {chance.high:.0%})",
        band=f"{own.low} to {own.high}",
        control=f"{chance.control:.0%}; {control.low} to {control.high}",
    )
