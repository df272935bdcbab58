"""The liver, which clears ketamine and can be harmed by it."""

from leeward.assessment.items import BodySystem
from leeward.assessment.rule import Rule, Weight, above
from leeward.evidence import Reference, Status
from leeward.evidence.sources import ASRA_2018, MEDSCAPE_SPR
from leeward.protocol.assessing import Scores

RULES: tuple[Rule, ...] = (
    Rule(
        key="liver-failure",
        row="ME05",
        system=BodySystem.LIVER,
        weight=Weight.BARS,
        says="The liver is severely impaired (Child-Pugh C).",
        needs="whether the liver is severely impaired",
        applies=lambda chart, _: chart.liver_failure,
        reads=("liver_failure",),
        cites=(
            Reference(MEDSCAPE_SPR, "hepatic impairment", Status.SECONDARY),
            Reference(ASRA_2018, "avoid in severe disease", Status.SECONDARY),
        ),
    ),
    Rule(
        key="liver-impairment",
        row="ME05",
        system=BodySystem.LIVER,
        weight=Weight.SIGNOFF,
        says="The liver is moderately impaired (Child-Pugh B): a liver specialist approves, with longer watching.",
        needs="whether the liver is moderately impaired",
        specialist="liver specialist",
        applies=lambda chart, _: chart.liver_impairment,
        reads=("liver_impairment",),
        cites=(
            Reference(MEDSCAPE_SPR, "hepatic impairment", Status.SECONDARY),
            Reference(ASRA_2018, "careful in moderate disease", Status.SECONDARY),
        ),
    ),
    Rule(
        key="liver-enzymes",
        row="ME06",
        system=BodySystem.LIVER,
        weight=Weight.SIGNOFF,
        says="Liver enzymes are above {0} times the upper limit of normal: a liver specialist approves first.",
        needs="recent liver enzymes (ALT and AST)",
        specialist="liver specialist",
        lifts="Liver enzymes of {0} times the upper limit of normal or less would lift this.",
        applies=lambda chart, limits: above(chart, "liver_enzymes", Scores.liver_enzymes, limits),
        reads=("liver_enzymes",),
        cites=(Scores.liver_enzymes,),
    ),
)
