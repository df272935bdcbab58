"""Reading infusions: the list, the room, the chairside page, the journal, and what other pages ask."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from leeward.clinic.infusions import bedside as standing
from leeward.clinic.infusions import mapping
from leeward.clinic.infusions.chairside import STATE_WORDS, Live, live
from leeward.clinic.infusions.flowsheet_table import FlowsheetRow, rows_of
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.infusions.sheet import Sheet, flowsheet_chart, sheet_of
from leeward.clinic.infusions.wording import Told, told
from leeward.clinic.monitors.queries import last_aside
from leeward.clinic.people.summary import Summary, Waiting
from leeward.clinic.protocols.queries import judged_by
from leeward.clinic.web import charts
from leeward.clinic.web.figure import plain
from leeward.infusion import journal, sources
from leeward.infusion.machine import INFUSING, State

NotFound = Infusion.DoesNotExist
ASIDE_SHOWN: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionLine:
    """One infusion in a list."""

    title: str
    says: str
    state: str
    is_simulated: bool
    url: str
    ask_url: str = ""
    """Where whoever may not act at the chair asks for a pause."""
    report_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairsidePage:
    """The page beside the patient."""

    infusion_id: UUID
    title: str
    live: Live
    chart: SafeString
    chart_says: str
    strays: str
    doubts: tuple[str, ...]
    order_says: str
    monitors: tuple[str, ...]
    conflicts: tuple[str, ...]
    """Vital signs that two monitors send at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalPage:
    """What happened, with the seals."""

    title: str
    entries: tuple[Told, ...]
    broken_at: int | None
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowsheetPage:
    """The flowsheet as a table."""

    title: str
    rows: tuple[FlowsheetRow, ...]
    says: str


def infusions(person_id: UUID) -> tuple[InfusionLine, ...]:
    """Return the infusions of a person, the newest first."""
    return tuple(_line(infusion) for infusion in Infusion.objects.filter(person_id=person_id))


def chairside_page(*, person_id: UUID, infusion_id: UUID, now: datetime) -> ChairsidePage:
    """Return the chairside page."""
    bedside = standing.load(standing.find(person_id=person_id, infusion_id=infusion_id), now=now, drawn=True)
    infusion, order = bedside.infusion, bedside.order
    sheet = sheet_of(bedside)
    by_weight = f"{plain(order.dose_mg_per_kg, 2)} mg/kg of {order.dosing_weight_kg:g} kg"
    weight = f"{by_weight} ({order.dosing_weight_kind} weight)"
    said = [
        f"Order: {order.dose_mg:g} mg over {order.minutes:g} min, {weight}",
        f"{order.concentration_mg_per_ml:g} mg/mL at {order.rate_ml_per_h:g} mL/h, {order.vtbi_ml:g} mL",
        f"prescribed by {order.prescribed_by}" if order.prescribed_by else "",
        f"checked by {order.checked_by}" if order.checked_by else "no second check recorded",
        order.evidence,
        judged_by(bedside.protocol.version, now=now),
    ]
    return ChairsidePage(
        infusion_id=infusion.pk,
        title=f"Infusion {infusion.number}, chair {infusion.chair}",
        live=live(bedside),
        chart=charts.flowsheet(sheet.chart),
        chart_says=_chart_says(sheet),
        strays=sheet.strays,
        doubts=sheet.doubts,
        order_says=" · ".join(part for part in said if part),
        conflicts=sources.in_words(bedside.readings, now=now),
        monitors=tuple(_monitor(pairing.device_id, now=now) for pairing in infusion.pairings.filter(ended_at=None)),
    )


def _monitor(device_id: str, *, now: datetime) -> str:
    """Name a paired monitor, with the last reason of these minutes why something of it was not used."""
    aside = last_aside(device_id, since=now - ASIDE_SHOWN)
    return f"{device_id} (not all was used: {aside})" if aside else device_id


def live_now(*, person_id: UUID, infusion_id: UUID, now: datetime) -> Live:
    """Return what changes on the chairside page."""
    return live(standing.load(standing.find(person_id=person_id, infusion_id=infusion_id), now=now))


def chart(*, person_id: UUID, infusion_id: UUID, now: datetime) -> charts.FlowsheetChart:
    """Return the flowsheet, ready to draw."""
    infusion = standing.find(person_id=person_id, infusion_id=infusion_id)
    return flowsheet_chart(standing.load(infusion, now=now, whole=True))


def journal_page(*, person_id: UUID, infusion_id: UUID) -> JournalPage:
    """Return the journal, verified now."""
    infusion = standing.find(person_id=person_id, infusion_id=infusion_id)
    entries = mapping.journal_of(infusion.journal.all())
    return JournalPage(
        title=f"Journal of infusion {infusion.number}",
        entries=tuple(told(entry) for entry in entries),
        broken_at=journal.verify(entries),
        head=journal.head(entries),
    )


def flowsheet_page(*, person_id: UUID, infusion_id: UUID, now: datetime) -> FlowsheetPage:
    """Return the flowsheet as a table, by the minute."""
    bedside = standing.load(standing.find(person_id=person_id, infusion_id=infusion_id), now=now, whole=True)
    title = f"Flowsheet of infusion {bedside.infusion.number}"
    started = bedside.given.started_at if bedside.given else None
    says = f"Minutes from the start at {timezone.localtime(started):%H:%M}." if started else "Not started yet."
    return FlowsheetPage(title=title, rows=rows_of(bedside), says=says)


def current_rate(*, person_id: UUID, infusion_id: UUID) -> float:
    """Return the rate that was ordered, mL/h: what a form starts from."""
    infusion = standing.find(person_id=person_id, infusion_id=infusion_id)
    return float(infusion.order_snapshot["rate_ml_per_h"])


def banner_infusion(person_id: UUID) -> str | None:
    """Return "2 of 6" for the banner, or None before the first."""
    last = Infusion.objects.filter(person_id=person_id).exclude(state=State.CANCELLED.value).first()
    if last is None:
        return None
    planned = last.order_snapshot.get("planned_infusions")
    return f"{last.number} of {planned}" if planned else f"no. {last.number}"


def summary(person_id: UUID) -> Summary:
    """Return the row of the patient's page."""
    found = Infusion.objects.filter(person_id=person_id)
    last = found.first()
    url = reverse("infusions:list", args=[person_id])
    if last is None:
        return Summary(title="Infusions", says="None yet.", url_name="infusions:list", url=url)
    state = State(last.state)
    says = f"{found.count()} so far; the last at chair {last.chair}, {timezone.localtime(last.created_at):%d-%b-%Y}."
    kind = "ok" if state in standing.CLOSED else "tech"
    return Summary(
        title="Infusions", says=says, url_name="infusions:list", url=url, tag=STATE_WORDS[state].lower(), tag_kind=kind
    )


def waiting(*, now: datetime) -> tuple[Waiting, ...]:
    """Return the infusions that are open now, for the home page."""
    return tuple(
        Waiting(
            title=f"Chair {infusion.chair}: {infusion.person}",
            says=f"Infusion {infusion.number}",
            url_name="infusions:chairside",
            url=_url(infusion),
            tag=STATE_WORDS[State(infusion.state)].lower(),
            tag_kind="tech",
        )
        for infusion in _open()
        if infusion.created_at <= now
    )


def _open() -> list[Infusion]:
    closed = [state.value for state in standing.CLOSED]
    return list(Infusion.objects.exclude(state__in=closed).select_related("person").order_by("chair"))


def _line(infusion: Infusion) -> InfusionLine:
    order = infusion.order_snapshot
    return InfusionLine(
        title=f"Infusion {infusion.number}, {timezone.localtime(infusion.created_at):%d-%b-%Y}",
        says=f"{order['dose_mg']:g} mg over {order['minutes']:g} min, chair {infusion.chair}",
        state=STATE_WORDS[State(infusion.state)].lower(),
        is_simulated=infusion.mode != Infusion.Mode.REAL,
        url=_url(infusion),
        ask_url=reverse("infusions:ask_pause", args=[infusion.person_id, infusion.pk])
        if State(infusion.state) in INFUSING
        else "",
        report_url=reverse("courses:infusion_report", args=[infusion.person_id, infusion.pk]),
    )


def _url(infusion: Infusion) -> str:
    return reverse("infusions:chairside", args=[infusion.person_id, infusion.pk])


def _chart_says(sheet: Sheet) -> str:
    drawn = sheet.chart
    start = f"minutes from start {drawn.started}" if drawn.started else "not started"
    scales = " · CADSS: the full scale, above the own baseline" if drawn.dissociation else ""
    return f"{start} · points: measured · {sheet.predicted_says}{scales}"
