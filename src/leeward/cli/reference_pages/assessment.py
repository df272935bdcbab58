"""docs/reference/assessment.md: what is asked and measured, and what each rule makes of it."""

from leeward.assessment import EVERY, ITEMS, MEASURES, Moment, Outcome, Rule, Weight
from leeward.assessment.chart import ITEM_BY_KEY, MEASURE_BY_KEY
from leeward.assessment.item import BodySystem, Measure
from leeward.assessment.workup import WORKUP, WorkupItem
from leeward.cli.reference_pages.collected import tables
from leeward.cli.reference_pages.markdown import (
    LEGEND,
    bullets,
    code,
    facts,
    origin,
    origins,
    page,
    paragraph,
    quantity,
    table,
)
from leeward.protocol.assessing import Freshness
from leeward.protocol.overriding import OVERRIDABLE

HOW = """Every question takes yes, no or unknown; what nobody answered is unknown and never counts as no. A rule
whose answer is unknown leads to "needs information", unless it only asks for care. A known bar stands above
everything that is unknown. A chart is of one day: answers to the questions of the day, and measurements that are no
longer fresh, do not stand on another day."""

WORKUP_SAYS = """What is missing or too old asks, whatever the rules say. Where the time of the start is given, vital
signs have to be of the {} before it."""

OVERRIDING = """An exclusion can be set aside only where this table allows it: by two different persons, a prescriber
and the medical director, each with a reason. The finding stays on the assessment and in the report with both names,
and stands first among the cautions. A protocol may allow less and never more. Which exclusions stand here is assumed
from the dossier's words and from what the sources are: the medical director has to review every line. What only
defers is not overridden, since another day is the answer; nor is a medicine that is to be avoided. An override stands
for one course, and never for a measurement taken after it was signed."""
RULES = {rule.key: rule for rule in EVERY}


def write() -> str:
    """Return the page."""
    return page(
        "Assessment: questions, measurements and rules",
        paragraph(f"{len(ITEMS)} questions, {len(MEASURES)} measurements and {len(EVERY)} rules. {HOW}"),
        "What a rule weighs, heaviest first: " + ", ".join(f"*{weight.value}*" for weight in Weight) + ".",
        "The outcomes, worst first: " + ", ".join(f"*{outcome.value}*" for outcome in Outcome) + ".",
        paragraph(LEGEND),
        *(_chapter(system) for system in BodySystem),
        "## The minimum work-up",
        paragraph(WORKUP_SAYS.format(quantity(Freshness.vital_signs.quantity))),
        table(("what", "key", "who", "when", "stands"), (_part(item) for item in WORKUP)),
        "## What two persons may override",
        paragraph(OVERRIDING),
        table(
            ("exclusion", "key", "why this one"),
            ((RULES[one.rule_key].sentence(), f"`{one.rule_key}`", one.why) for one in OVERRIDABLE),
        ),
        "Never, whoever signs:",
        bullets(
            f"`{rule.key}` ({rule.row}). {rule.sentence()}"
            for rule in EVERY
            if rule.weight is Weight.BARS and rule.key not in {one.rule_key for one in OVERRIDABLE}
        ),
        "## Every threshold",
        "The numbers that the rules read, with the ranges of plausible values and how long each measurement stands.",
        facts(tables("leeward.protocol.assessing", "leeward.protocol.overriding", "leeward.assessment")),
    )


def _chapter(system: BodySystem) -> str:
    questions = table(
        ("question", "key", "speaks for starting", "stands", "why it is asked"),
        (
            (one.question, f"`{one.key}`", one.clear.value, _fresh(one.key).partition(" ")[2], one.why)
            for one in ITEMS
            if one.system is system
        ),
    )
    measures = table(
        ("measurement", "key", "plausible", "stands", "how it is taken"),
        (
            (one.label, f"`{one.key}`", _plausible(one), _stands(one), one.how)
            for one in MEASURES
            if one.system is system
        ),
    )
    rules = bullets(_rule(rule) for rule in EVERY if rule.system is system)
    parts = (f"## {system.value.capitalize()}", questions, measures, "Rules:" if rules else "", rules)
    return "\n\n".join(part for part in parts if part)


def _plausible(one: Measure) -> str:
    return f"{one.low.to(one.unit):g} to {quantity(one.high.quantity)}"


def _stands(one: Measure) -> str:
    if one.freshness is None:
        return "for good"
    days = one.freshness.quantity
    return "on the same day" if days.number == 0 else f"for {quantity(days)}: {origin(one.freshness)}"


def _rule(rule: Rule) -> str:
    when = " Asked on each infusion day." if rule.moment is Moment.DAY else ""
    who = f" Approves: {rule.specialist}." if rule.specialist else ""
    lifts = f" What would change it: {rule.lifted_by()}" if rule.lifts else ""
    return (
        f"`{rule.key}` ({rule.row}), **{rule.weight.value}**. {rule.sentence()} Needs {rule.needs}; reads "
        f"{code(rule.reads)}.{when}{who}{lifts} Source: {origins(rule.cites)}."
    )


def _part(item: WorkupItem) -> tuple[str, str, str, str, str]:
    return item.label, f"`{item.key}`", item.who_in_words(), item.moment.value, "; ".join(map(_fresh, item.reads))


def _fresh(key: str) -> str:
    item = ITEM_BY_KEY.get(key)
    if item is not None and item.moment is Moment.DAY:
        return f"`{key}` that day"
    freshness = item.freshness if item else MEASURE_BY_KEY[key].freshness
    if freshness is None:
        return f"`{key}` for good"
    return f"`{key}` that day" if freshness.quantity.number == 0 else f"`{key}` {quantity(freshness.quantity)}"
