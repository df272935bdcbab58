"""docs/reference/protocol.md: every limit in force, for the medical director who has to sign it."""

from collections.abc import Iterator
from dataclasses import fields

from leeward.cli.reference_pages.collected import is_read, tables, unread
from leeward.cli.reference_pages.markdown import (
    LEGEND,
    bullets,
    code,
    facts,
    origin,
    page,
    paragraph,
    quantity,
    row_name,
    table,
)
from leeward.cli.reference_pages.movable import movable
from leeward.evidence import Cited
from leeward.protocol import STANDARD, Limits, Range
from leeward.protocol.alarm_limit import AlarmLimit, Beyond, ScoreLimit
from leeward.protocol.monitoring import Task
from leeward.protocol.starting import StartBand

UNITS = ("mg_per_kg_per_h", "mg_per_kg", "mg_per_ml", "mg", "kg", "minutes", "ml", "h")
FENCES = """Inside *usual* nothing is asked. Outside it the prescriber writes a reason; outside *with a reason* it takes
a reason and a second person; outside *at all* it is refused. Strengths, bags and the volume drawn have one range."""
UNREAD = """These stand in the tables above as what a protocol should say. No code reads them, so nothing here is
checked by Leeward: some are background to a choice, the others are work still to be done."""
ALARMS = """The bedside monitor stays the alarm device; these limits raise conditions on Leeward's own screen. A
value has to stay beyond its limit for the delay, and the condition ends when the value has come back past *ends
at*. Of the limits that say the same thing only the most urgent is told. What is proposed is put to a person;
nothing stops by itself."""


def write() -> str:
    """Return the page."""
    return page(
        "Protocol: every limit in force",
        f"**{STANDARD.says}.**",
        paragraph(LEGEND),
        _dosing(),
        _starting(),
        _alarms(),
        _monitoring(),
        _discharge(),
        "## The controlled drug",
        facts(tables("leeward.protocol.drug_stock")),
        "## Following up: when questionnaires are asked",
        facts(tables("leeward.protocol.following_up")),
        "## The course: series, therapy, long-term safety",
        facts(tables("leeward.protocol.coursing", "leeward.course")),
        movable(),
        _unread(),
        "## Other numbers of dosing and of the infusion",
        facts(tables("leeward.dosing", "leeward.infusion")),
    )


def _unread() -> str:
    """Return what stands in the protocol and is checked nowhere: a limit that nothing reads protects nobody."""
    limits = [field.name for field in fields(STANDARD.dosing) if not is_read(field.name)]
    numbers = [row_name(row) for one in tables("leeward.protocol") for row in one.rows()]
    return "\n\n".join(
        (
            "## Declared, and read by no code yet",
            paragraph(UNREAD),
            bullets(
                (
                    f"Limits of dosing: {code(limits) or 'none'}.",
                    f"Numbers: {code(name for name in numbers if unread(name)) or 'none'}.",
                )
            ),
        )
    )


def _dosing() -> str:
    dosing = STANDARD.dosing
    fences = [(field.name, getattr(dosing, field.name)) for field in fields(dosing)]
    return "\n\n".join(
        (
            "## Dose, duration, rate, weight",
            paragraph(FENCES),
            table(
                ("what", "usual", "with a reason", "at all"),
                (
                    (_marked(name), _range(limits.soft), _range(limits.hard), _range(limits.stop))
                    for name, limits in fences
                    if isinstance(limits, Limits)
                ),
            ),
            table(("what", "allowed"), ((_plain(name), _value(value)) for name, value in fences if _is_plain(value))),
            "Where each number comes from:",
            facts(tables("leeward.protocol.dosing")),
        )
    )


def _is_plain(value: object) -> bool:
    return isinstance(value, Range | float) or (isinstance(value, tuple) and isinstance(value[0], float))


def _value(value: object) -> str:
    return ", ".join(f"{one:g}" for one in value) if isinstance(value, tuple) else _number(value)


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _range(one: Range) -> str:
    return str(one)


def _plain(name: str) -> str:
    """Turn `rate_mg_per_kg_per_h` into "rate, mg/kg/h"."""
    for unit in UNITS:
        if name.endswith(f"_{unit}"):
            return (
                f"{name.removesuffix(f'_{unit}').replace('_', ' ')}, {unit.replace('_per_', '/').replace('ml', 'mL')}"
            )
    return name.replace("_", " ").replace("kg per m2", "(kg/m2)")


def _marked(name: str) -> str:
    return _plain(name) if is_read(name) else f"{_plain(name)} (**not checked yet**)"


def _starting() -> str:
    return "\n\n".join(
        (
            "## Start",
            "Inside *go* one may start; outside *no go* one may not; between them, look again and have it signed.",
            table(
                ("vital sign", "go", "no go outside", "may be old"), (_band(band) for band in STANDARD.starting.bands)
            ),
            "The time-out; an item that nobody answered blocks:",
            table(("key", "statement", "dossier"), ((f"`{i.key}`", i.says, i.why) for i in STANDARD.starting.items)),
            facts(tables("leeward.protocol.starting")),
        )
    )


def _band(band: StartBand) -> tuple[str, ...]:
    unit = "°C" if band.vital.unit == "Cel" else band.vital.unit
    return (
        band.vital.label,
        f"{band.low_go.quantity.number:g} to {band.high_go.quantity.number:g} {unit}",
        f"{band.low_no.quantity.number:g} to {band.high_no.quantity.number:g} {unit}",
        quantity(band.fresh_for.quantity),
    )


def _alarms() -> str:
    heads = ("alarm", "when", "looks at", "priority", "delay", "ends at", "proposes", "limit from")
    return "\n\n".join(
        (
            "## Alarms",
            paragraph(ALARMS),
            table(heads, (_alarm(limit) for limit in STANDARD.alarms)),
            "Scores given at the bedside:",
            table(("alarm", "when", "priority", "proposes", "limit from"), map(_score, STANDARD.score_limits)),
            facts(tables("leeward.protocol.alarm", "leeward.protocol.artefact", "leeward.protocol.vital_kind")),
        )
    )


def _alarm(limit: AlarmLimit) -> tuple[str, ...]:
    unit = limit.vital.unit
    often = f", {limit.repeats} readings" if limit.repeats > 1 else ""
    ends = f"a rise of {limit.rearms_at:g}" if limit.beyond is Beyond.RISE else f"{limit.rearms_at:g}"
    return (
        f"`{limit.key}`",
        f"{limit.vital.label} {limit.beyond.value} {limit.value:g} {unit}",
        limit.looks_at.value,
        limit.priority.value,
        quantity(limit.delay.quantity),
        f"{ends} {unit}",
        f"{limit.proposes.value}{often}" if limit.proposes else "",
        _from(limit.limit),
    )


def _score(limit: ScoreLimit) -> tuple[str, ...]:
    when = f"{limit.label} {limit.beyond.value} {limit.limit.to('points'):g}"
    proposes = limit.proposes.value if limit.proposes else ""
    return (f"`{limit.key}`", when, limit.priority.value, proposes, _from(limit.limit))


def _from(one: Cited) -> str:
    return origin(one) if one.source else "*assumed*"


def _monitoring() -> str:
    heads = ("what", "while infusing", "in recovery", "late after")
    return "\n\n".join(
        (
            "## Watching",
            table(heads, (_task(task) for task in STANDARD.monitoring.tasks)),
            facts(tables("leeward.protocol.monitoring")),
        )
    )


def _task(task: Task) -> tuple[str, ...]:
    marks = ", ".join(quantity(mark.quantity) for mark in task.marks)
    infusing = f"every {quantity(task.infusing.quantity)}" if task.infusing else ""
    recovery = f"every {quantity(task.recovery.quantity)}" if task.recovery else ""
    return (task.label, infusing or f"{marks} after the start", recovery, quantity(task.grace.quantity))


def _discharge() -> str:
    return "\n\n".join(
        (
            "## Going home",
            "Item by item; what is not known is not met. A person confirms:",
            bullets(_items()),
            facts(tables("leeward.protocol.discharge")),
        )
    )


def _items() -> Iterator[str]:
    return (f"{item.says} (`{item.key}`)" for item in STANDARD.discharge.items)
