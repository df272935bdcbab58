"""What stands between a person and an infusion, one line each, heaviest first."""

from collections.abc import Iterable

from leeward.assessment import Finding, Weight
from leeward.assessment.override import Override
from leeward.assessment.overriding import allowed
from leeward.clinic.assessments.case import Case, ClearLine, Control, FindingLine, charted, measured, where
from leeward.clinic.assessments.open_questions import unknowns
from leeward.clinic.assessments.wording import TAGS, cite_lines
from leeward.medicines import MedicineFinding, Severity
from leeward.truth import NO, YES

NOBODY_SAID = "Not in the vocabulary. Nobody has said that it is safe."
ORDER = ("bars", "not today", "unknown", "not reviewed", "sign-off", "overridden", "care", "signed")


def lines(case: Case) -> tuple[FindingLine, ...]:
    """Return everything that speaks or is open, heaviest first."""
    found = (*_rules(case), *unknowns(case), *_medicines(case))
    return tuple(sorted(found, key=lambda line: ORDER.index(line.tag)))


def clear(case: Case) -> tuple[ClearLine, ...]:
    """Return the criteria that were answered and do not apply."""
    return tuple(
        ClearLine(says=finding.says, charted=charted(case, finding.rule.reads))
        for finding in case.eligibility.findings
        if finding.truth is NO
    )


def _rules(case: Case) -> Iterable[FindingLine]:
    for finding in case.eligibility.findings:
        if finding.truth is YES:
            yield _applies(case, finding)


def _applies(case: Case, finding: Finding) -> FindingLine:
    rule = finding.rule
    aside = next((one.override for one in case.eligibility.overridden if one.finding.rule.key == rule.key), None)
    if aside is not None:
        return _set_aside(case, finding, aside)
    signed = case.signed(rule.key) if rule.weight is Weight.SIGNOFF else ""
    lapsed = case.lapsed(rule.key) if rule.weight is Weight.SIGNOFF else ""
    kind, tag = ("ok", "signed") if signed else TAGS[rule.weight.name]
    if rule.weight is Weight.SIGNOFF and not signed:
        control = case.control("Record sign-off", "assessments:sign_off", rule.key)
    else:
        control = None if signed else where(case, rule.reads[0], says="Chart again")
    return FindingLine(
        tag_kind=kind,
        tag=tag,
        says=finding.says,
        why=f"Approved by {signed}" if signed else f"{_weighs(case, finding)}{lapsed}",
        charted=charted(case, rule.reads),
        cites=cite_lines(finding.cites),
        control=control,
        also=_override_control(case, finding),
        row=rule.row,
    )


def _set_aside(case: Case, finding: Finding, override: Override) -> FindingLine:
    """The line of what two persons overrode: it stays, with both names."""
    told = override.says
    return FindingLine(
        tag_kind="warn",
        tag="overridden",
        says=finding.says,
        why=f"{told[:1].upper()}{told[1:]}",
        charted=charted(case, finding.rule.reads),
        cites=cite_lines(finding.cites),
        control=case.control("Look again", "assessments:override", finding.rule.key),
        row=finding.rule.row,
    )


def _override_control(case: Case, finding: Finding) -> Control | None:
    """The button for two persons, where the protocol lets them override."""
    if allowed(finding.rule, case.protocol) is None:
        return None
    says = "Second person" if finding.rule.key in case.overriding else "Override, by two"
    return case.control(says, "assessments:override", finding.rule.key)


def _weighs(case: Case, finding: Finding) -> str:
    """How much it weighs, the numbers it rests on, and whether an override waits for a second person."""
    rule = finding.rule
    by = case.overriding.get(rule.key)
    proposed = f" {by} proposed to override this; it counts for nothing until a second person confirms." if by else ""
    return f"{rule.weight.value.capitalize()}.{measured(case, rule.reads)}{proposed}"


def _medicines(case: Case) -> Iterable[FindingLine]:
    review = case.eligibility.medication
    if review is None:
        return
    for found in review.matched:
        if found.severity in {Severity.AVOID, Severity.SIGNOFF, Severity.MONITOR}:
            yield _medicine(case, found)
    for name in review.unreviewed:
        signed = case.signed(f"medicine:{name}")
        yield FindingLine(
            tag_kind="ok" if signed else "ask",
            tag="signed" if signed else "not reviewed",
            says=f"“{name}”",
            why=f"Reviewed by {signed}" if signed else f"{NOBODY_SAID}{case.lapsed(f'medicine:{name}')}",
            control=None if signed else case.control("Ask pharmacist", "assessments:sign_off", f"medicine:{name}"),
        )
    for found in review.spellings:
        yield FindingLine(
            tag_kind="ask",
            tag="unknown",
            says=f"Is “{found.entered}” {found.generic}?",
            why="Taken for a slip of spelling. Correct the list if it is, or name what it is.",
            control=case.control("Correct the list", "assessments:medicines"),
        )


def _medicine(case: Case, found: MedicineFinding) -> FindingLine:
    weight = {Severity.AVOID: Weight.BARS, Severity.SIGNOFF: Weight.SIGNOFF}.get(found.severity, Weight.CAUTIONS)
    key = f"medicine:{found.generic}"
    signed = case.signed(key) if weight is Weight.SIGNOFF else ""
    kind, tag = ("ok", "signed") if signed else TAGS[weight.name]
    named = found.generic if found.entered.lower() == found.generic else f"{found.entered} ({found.generic})"
    to_sign = weight is Weight.SIGNOFF and not signed
    return FindingLine(
        tag_kind=kind,
        tag=tag,
        says=f"{named}: {found.severity.value}",
        why=f"Approved by {signed}"
        if signed
        else f"{_sentence(found.effect)} {_sentence(found.advice)} {found.escalated}".strip() + case.lapsed(key),
        cites=cite_lines(found.cites),
        control=case.control("Record sign-off", "assessments:sign_off", key)
        if to_sign
        else case.control("Medicines", "assessments:medicines"),
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
