"""Assessment: 10,000 charts with their medicines, beside FHIRPath asked for twenty of the same criteria."""

from collections.abc import Mapping, Sequence
from functools import partial

from benchmarks import chart_work
from benchmarks.chart_work import CHARTS, ON
from benchmarks.measure import Claim, Comparison, Contestant, Disagrees, Timed, interleaved, ratio
from benchmarks.peers.fhirpath import KEYS, FhirPath, as_variable, in_response
from leeward.assessment import EVERY, Chart, assess, chart_from, medication
from leeward.protocol import STANDARD
from leeward.protocol.thresholds import SHIPPED
from leeward.truth import Truth

CHECKED, SHARE = 100, 50
TWENTY = tuple(rule for rule in EVERY if rule.key in KEYS)
NOTES = (
    (
        f"Before anything is timed, the {len(KEYS)} criteria of {CHECKED} charts are answered by all three, and the "
        "answers are the same: yes, no and unknown."
    ),
    (
        f"Everything is {len(EVERY)} criteria, the medication list, the work-up, and every sentence with its sources; "
        "the peer answers the twenty and says nothing more."
    ),
    (
        "The peer's expressions are compiled and its resources made before. It runs twice: finding each entry in a "
        "QuestionnaireResponse, as FHIRPath is written, and with the entries handed in as variables."
    ),
    "No medication list is remembered from one round to the next.",
)


def measure(rounds: int) -> Claim:
    """Check that everybody answers alike, then time them."""
    told = [chart_work.entries(number) for number in range(CHARTS)]
    charts = [chart_from(each, on=ON) for each in told]
    responses = [chart_work.questionnaire_response(each) for each in told[:CHECKED]]
    variables = [chart_work.variables(each) for each in told[:CHECKED]]
    written, handed = FhirPath(in_response), FhirPath(as_variable)
    for chart, response, values in zip(charts[:CHECKED], responses, variables, strict=True):
        check(chart, written.answers(response, {}))
        check(chart, handed.answers({}, values))
    share = SHARE / CHARTS
    timed = interleaved(
        [
            Contestant(name="leeward, everything", call=partial(everything, charts)),
            Contestant(name="leeward, read and everything", call=lambda: everything([_read(each) for each in told])),
            Contestant(name="leeward, the twenty", call=lambda: [the_twenty(chart) for chart in charts]),
            Contestant(
                name="fhirpathpy, the twenty",
                call=lambda: [written.answers(each, {}) for each in responses[:SHARE]],
                share=share,
            ),
            Contestant(
                name="fhirpathpy, the twenty, handed in",
                call=lambda: [handed.answers({}, each) for each in variables[:SHARE]],
                share=share,
            ),
        ],
        rounds=rounds,
    )
    return Claim(
        name="assessment",
        title="10,000 charts assessed with their medicines",
        timed=tuple(timed.values()),
        comparisons=_comparisons(timed),
        notes=NOTES,
    )


def everything(charts: Sequence[Chart]) -> None:
    """Assess every chart, remembering no medication list of an earlier round."""
    medication.forget()
    for chart in charts:
        assess(chart, STANDARD)


def the_twenty(chart: Chart) -> dict[str, Truth]:
    """Return our answers to the twenty criteria."""
    return {rule.key: rule.applies(chart, SHIPPED) for rule in TWENTY}


def check(chart: Chart, theirs: Mapping[str, Truth]) -> None:
    """Raise Disagrees where an answer is another one than ours."""
    for key, ours in the_twenty(chart).items():
        if theirs[key] is not ours:
            raise Disagrees(f"{key}: FHIRPath says {theirs[key].value}, the rule says {ours.value}.")


def _read(told: chart_work.Entries) -> Chart:
    return chart_from(told, on=ON)


def _comparisons(timed: Mapping[str, Timed]) -> tuple[Comparison, ...]:
    pairs = (
        ("fhirpathpy, the twenty", "leeward, the twenty"),
        ("fhirpathpy, the twenty, handed in", "leeward, the twenty"),
        ("fhirpathpy, the twenty", "leeward, everything"),
        ("fhirpathpy, the twenty, handed in", "leeward, everything"),
        ("fhirpathpy, the twenty", "leeward, read and everything"),
    )
    return tuple(ratio(f"{peer}, over {ours}", timed[peer], timed[ours]) for peer, ours in pairs)
