"""AUDIT-C: three questions on drinking."""

from typing import Final

from leeward.evidence import Facts, Reference, cite
from leeward.evidence.sources import AUDITC_LOINC, PHQ_CAMCOPS
from leeward.instruments.scale import Area, Scale, ScaleItem
from leeward.instruments.scoring import Score
from leeward.truth import NO, UNKNOWN, YES, Truth


class AuditC(Facts):
    """From where drinking counts as risky."""

    risky_men = cite("4 points", AUDITC_LOINC, at="interpretation: 4 or more for men")
    risky_women = cite("3 points", AUDITC_LOINC, at="interpretation: 3 or more for women")


def risky(score: Score, *, sex: str) -> Truth:
    """Is the drinking risky? Between the two cuts it is unknown for a sex other than `female` or `male`."""
    cuts = {"female": (AuditC.risky_women,), "male": (AuditC.risky_men,)}.get(
        sex, (AuditC.risky_women, AuditC.risky_men)
    )
    if score.total is None:
        return UNKNOWN
    reached = {score.total >= cut.to("points") for cut in cuts}
    if reached == {True}:
        return YES
    return NO if reached == {False} else UNKNOWN


QUESTIONS: Final = (
    (
        "How often",
        "68518-0",
        ("never", "once a month or less", "2-4 times a month", "2-3 times a week", "4 times a week or more"),
    ),
    ("Drinks on a drinking day", "68519-8", ("0-2", "3-4", "5-6", "7-9", "10 or more")),
    ("Six or more at one time", "68520-6", ("never", "less than monthly", "monthly", "weekly", "daily or nearly")),
)

AUDIT_C: Final = Scale(
    key="audit-c",
    name="AUDIT-C",
    area=Area.SUBSTANCES,
    items=tuple(
        ScaleItem(number=number, label=label, steps=steps, loinc=loinc)
        for number, (label, loinc, steps) in enumerate(QUESTIONS, 1)
    ),
    recall="past year",
    rights="WHO, public domain, not for sale. Leeward ships its own short labels.",
    cites=(
        *AuditC.rows(),
        Reference(PHQ_CAMCOPS, "rights"),
        Reference(AUDITC_LOINC, "3 items of 0 to 4"),
    ),
    loinc_panel="72109-2",
    loinc_total="75626-2",
    note="Points that all come from the first item mean drinking within limits is likely. "
    "US Core's example asks another question (68517-2) first: that is not this item.",
)
