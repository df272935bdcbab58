"""What is not known yet: question by question while few are open, by body system while many are."""

from itertools import groupby

from leeward.assessment import BodySystem, Chart, Moment, Weight
from leeward.clinic.assessments import consenting
from leeward.clinic.assessments.case import PLACES, Case, FindingLine, system_of, where
from leeward.clinic.assessments.mapping import ITEM_BY_KEY, MEASURE_BY_KEY
from leeward.clinic.assessments.wording import UNKNOWN_TAG, cite_lines, count, label, title, written
from leeward.evidence import Cited, Reference
from leeward.truth import UNKNOWN

MOST_SINGLE = 8  # more open questions than this are told by body system
OTHER = {
    "born": ("Date of birth", "Age decides, and without it nothing is proposed."),
    "allergies": ("Allergies", "Nobody asked yet. “No known allergies” is an answer too."),
    "medicines": ("Current medicines", "Nobody asked yet. “Takes none” is an answer too."),
}


def unknowns(case: Case) -> tuple[FindingLine, ...]:
    """Return what is not known: question by question while few are open, by body system while many are."""
    open_keys = missing(case)
    if len(open_keys) <= MOST_SINGLE:
        return tuple(_unknown(case, key, cites) for key, cites in open_keys.items())
    by_place = sorted(open_keys, key=_place)
    return tuple(_together(case, tuple(keys)) for _, keys in groupby(by_place, key=_place))


def missing(case: Case, *, cautions: bool = False) -> dict[str, tuple[Cited | Reference, ...]]:
    """Return the keys whose answers are missing, with the sources of the rules that ask for them."""
    asked: dict[str, list[Cited | Reference]] = {}
    for finding in case.eligibility.findings:
        if finding.truth is UNKNOWN and (finding.rule.weight is Weight.CAUTIONS) is cautions:
            for key in _unanswered(case, finding.rule.reads):
                asked.setdefault(key, []).extend(finding.cites)
    if case.chart.medicines is None and not cautions:
        asked.setdefault("medicines", [])
    return {key: tuple(dict.fromkeys(cites)) for key, cites in asked.items()}


def _unanswered(case: Case, reads: tuple[str, ...]) -> tuple[str, ...]:
    """The first key without an answer; where it is a measurement, every other measurement beside it too."""
    open_keys = [key for key in reads if not _is_known(case.chart, key)] or list(reads[:1])
    first = open_keys[:1]
    return tuple(key for key in open_keys if key in first or (first[0] in MEASURE_BY_KEY and key in MEASURE_BY_KEY))


def _is_known(chart: Chart, key: str) -> bool:
    if key in ITEM_BY_KEY:
        return chart.truth(key) is not UNKNOWN
    if key in MEASURE_BY_KEY:
        return chart.current(key) is not None
    return getattr(chart, key) is not None


def _unknown(case: Case, key: str, cites: tuple[Cited | Reference, ...]) -> FindingLine:
    says, why = _question(case, key)
    kind, tag = UNKNOWN_TAG
    return FindingLine(
        tag_kind=kind,
        tag=tag,
        says=says,
        why=why,
        cites=cite_lines(cites),
        control=where(case, key, says="Chart it"),
        row=_row(case, key),
    )


def _question(case: Case, key: str) -> tuple[str, str]:
    if key in ITEM_BY_KEY:
        item = ITEM_BY_KEY[key]
        today = " Asked on each infusion day." if item.moment is Moment.DAY else ""
        stands = f" {consenting.in_words(case.person_id, on=case.chart.on)}" if key == consenting.KEY else ""
        return item.question, item.why + today + stands
    if key in MEASURE_BY_KEY:
        last = case.chart.measurement(key)
        why = f"The last one, {last.quantity} on {written(last.day)}, is too old." if last else "Not measured yet."
        return MEASURE_BY_KEY[key].label, why
    return OTHER[key]


def _row(case: Case, key: str) -> str:
    """The places in the safety dossier that this answer would settle."""
    waiting = (one.rule.row for one in case.eligibility.findings if one.truth is UNKNOWN and key in one.rule.reads)
    return ", ".join(dict.fromkeys(row for told in waiting for row in told.split(", ")))


def _place(key: str) -> int:
    """Sort by body system; what has a page of its own comes last, one by one."""
    systems = tuple(BodySystem)
    return len(systems) + tuple(PLACES).index(key) if key in PLACES else systems.index(system_of(key))


def _together(case: Case, keys: tuple[str, ...]) -> FindingLine:
    kind, tag = UNKNOWN_TAG
    if keys[0] in PLACES:
        return _unknown(case, keys[0], ())
    system = system_of(keys[0])
    return FindingLine(
        tag_kind=kind,
        tag=tag,
        says=title(system),
        why=f"{count(len(keys), 'answer')} missing.",
        open_questions=tuple(f"{label(key)} ({_row(case, key)})" for key in keys),
        control=where(case, keys[0], says="Chart"),
    )
