"""docs/validation/pharmacology.md: observed beside simulated, model by model, with the misses shown."""

from leeward.cli.reference_pages.markdown import bullets, paragraph
from leeward.cli.validation import figures, levels
from leeward.cli.validation.accuracy import CROWD, SCHEDULES
from leeward.cli.validation.circulation import PEOPLE
from leeward.cli.validation.levels import ORDER
from leeward.cli.validation.observed import observed
from leeward.cli.validation.spread import PEOPLE as ASSAYED
from leeward.evidence import Status

MADE = "<!-- Made by `leeward validate pharmacology`. Change the code or observed.toml, not this page. -->"
OPENS = """What was measured in people stands here beside what the models say, as a ratio of simulated over observed. A
ratio outside 0.85 to 1.15 is **bold**: it is a miss, and it stays on the page. No pharmacokinetic model was fitted to
any of these figures here; parameters are as published, or as transcribed. Only the slopes of blood pressure were set by
one of them, and it is named below. Doses are mg of ketamine base, people weigh 70 kg unless a row says otherwise, and
the racemate is two isomers of half the dose each."""
GLANCE = """K is ketamine, NK norketamine. O1 to O10 are the rows of the project's table of observations. O6 columns
are geometric means over seven times. A dash: the model cannot show it. Rows O3 and O9 hold no numbers (means of Zarate
2012, and esketamine over 40 min, were not found), so nothing stands beside them."""
SITE = """Blood from an artery holds up to nearly twice as much ketamine as blood from an arm vein while the drug runs,
and less minutes after the stop. That, and not the choice of covariates, is most of why the models disagree. The
arterial rows of this page (O5, O6) are met by the arterial models for ketamine, and missed by the venous ones: by two
fifths or more while the drug runs in, and in the other direction after the stop. Samples whose site was not seen (O1,
O2, O4) lie nearer to the venous models, the nasal one apart, and the arterial models overshoot them. A mean ratio near
1 can therefore hide misses that cancel: read the typical factor beside it. Leeward shows venous levels (`otto_2021`)
and lets arterial ones (`simons_2022`, `kamp_2020`) drive effects. `domino_1982`, which pumps carry, falls too fast
after the stop; `perez_ruixo_2021` was made mostly from nasal sprays."""
SINGLE = """The observed figure, then each model's with its ratio in brackets. O5 is computed at the volunteers' mean
weight of 73 kg; the paper prints no exponents for weight, and without scaling (70 kg) `simons_2022` gives 268 ng/mL,
inside both intervals; scaled it gives 258.9, just below the first. Clearance, volume and half-life further down are
taken from each model's own curve, by its area, its mean residence time and its slope from 36 to 48 h."""
STEPS = """Racemate at 0.28, 0.57 and 1.14 mg/kg/h for an hour each, 20 men, arterial blood. The levels were read from
the pixels of a published figure by a third party. The column "typical factor" is exp of the root mean square of the
logarithms of the ratios: 1.10 means off by a tenth at a typical time. Both arterial models stay within 15 % for
ketamine on average. R-ketamine after the first hour is missed by every model, by three tenths or more, and this is the
figure with the coarsest pixels. Norketamine is too low in every model, R-norketamine most: its own clearance is not
known, and S-norketamine's is used. `simons_2022` loses norketamine too early; norketamine is shown from `otto_2021`."""
HNK = """No model here shows hydroxynorketamine: with the compartments that Simons 2022 published for it, its levels
come to 2.1 to 2.4 times those observed at the seven times (`tests/reference/test_published_twice.py` computes it)."""
SPREAD = """Deviations between people and sessions, and the residual error, are those of each paper. Simons' volunteers
scatter less than half as much as the fifteen people of O4, so a clinic's samples will fall outside its band;
`otto_2021` scatters as they did."""
PRESSURE = """One set of parameters has to give two statistics of the same people: the peak of the mean curve (7.4 mmHg
over 741 infusions, to which the slopes were fitted) and the mean of individual maxima (12.6 mmHg, pooled over 15
papers), which is larger because every person's highest of several noisy readings is taken. Readings are every 10 min to
70 min, from one reading before the start, as the project's dossier reproduced the pooled figure; the papers differ. The
clinic of the 684 infusions saw half of the rise at 30 min, and why is not known (36 % of its patients had
hypertension).
The rise of heart rate is overshot in its maxima, since noise of one reading (4 per min) is assumed."""
DISSOCIATION = """No model of CADSS by level is published. Two cohorts disagree threefold, and the assumed scale stands
between them: it misses both, on purpose, and its band covers both."""
ACCURACY = """Ketamine and the effect site at every change of rate of {schedules} random schedules (1 to 12 stretches,
pauses among them, 40 to 160 kg), beside scipy's matrix exponential: the largest difference as a share of the highest
level, measured when this page was made. Left: one person (NumPy). Right: one of {crowd} (compiled). The bound is 1e-9;
beyond it the page is not written. The tests go further: random models, pushes, repeated sessions, numerical
integrators, a year's gap, rates that nearly coincide (`tests/laws`), and every model stands a second time as flows,
typed apart (`tests/published.py`)."""
THIN = (
    (
        "Parameters: none of the models was read in its own paper's table; each came through somebody's transcription "
        "(nlmixr2lib, opentiva, stanpumpR). Typing them twice, as the tests do, guards against our slips, not theirs."
    ),
    (
        "O6, the only arterial course with norketamine, was read from the pixels of a figure by a third party, R and "
        "hydroxynorketamine to 15-19 % only."
    ),
    "O1 and O2 are numbers in a review's table: no SD, no count of people, no site of sampling.",
    "O4 gives no minute; the end of the infusion is assumed. O7 does not say how the push was given.",
    (
        "No observed arterial and venous course in the same people is on this page: that the site explains the "
        "disagreement is inferred from models that were fitted to one or the other."
    ),
    (
        "No patient with PTSD. The models that drive forecasts and the arterial observations come from volunteers, "
        "mostly young and of ordinary weight; `perez_ruixo_2021` has patients, by nose. Nothing was found in obesity."
    ),
    "The mean of maxima depends on a rule of reading and on a noise of 5 mmHg that are assumptions.",
    (
        "Dissociation: the half-effect level is known for another scale, and only the means above for this one. "
        "PTSD symptoms by level have none anywhere."
    ),
)
KINDS = {Status.READ: "read in the paper or its abstract", Status.SECONDARY: "read in somebody's transcription"}


def write() -> str:
    """Return the page."""
    steps = [level for level in observed().row("O6") if level.analyte != "hydroxynorketamine"]
    hnk = next(level for level in observed().row("O6") if level.analyte == "hydroxynorketamine")
    parts = (
        "# Pharmacology: observed beside simulated",
        MADE,
        paragraph(OPENS),
        paragraph(_counts()),
        *("## At a glance", paragraph(GLANCE), levels.at_a_glance()),
        *("## What the site of sampling explains", paragraph(SITE), _plot("site-of-sampling", "all six models")),
        levels.standard_infusion(),
        *("## Single levels (O1, O2, O4, O5, O7)", paragraph(SINGLE), levels.single(("O1", "O2", "O4", "O5", "O7"))),
        *("## Three steps, five substances, seven times (O6)", paragraph(STEPS)),
        *(
            part
            for level in steps
            for part in (f"### {level.analyte}", _steps_plot(level.analyte), levels.series(level))
        ),
        *("### hydroxynorketamine", paragraph(HNK), levels.series(hnk)),
        *("## Clearance, volume, half-life (O8, O10)", figures.dispositions(), figures.anaesthesia()),
        *("## Spread", paragraph(f"{SPREAD} {ASSAYED} people and assays."), _plot("spread", "90 % of assays")),
        figures.scatters(),
        *("## Blood pressure and heart rate", paragraph(f"{PRESSURE} {PEOPLE} virtual patients.")),
        *(_plot("blood-pressure", "mean rise, and maxima"), figures.pressure()),
        *("## Dissociation", paragraph(DISSOCIATION), figures.dissociation()),
        *("## Relief over days", figures.relief(), _plot("relief", "the kernel")),
        *("## Numerical accuracy", paragraph(ACCURACY.format(schedules=SCHEDULES, crowd=CROWD)), figures.accuracy()),
        *("## Who the models are of, and what stands against them", figures.people()),
        *("## What is thin", bullets(THIN)),
        *("## Where every observed figure comes from", figures.origins()),
    )
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _counts() -> str:
    told = [one.origin for one in observed().levels.values()] + [one.origin for one in observed().summaries.values()]
    counts = ", ".join(f"{sum(one.status is status for one in told)} {says}" for status, says in KINDS.items())
    return (
        f"{len(told)} observed figures or series ({counts}) and {len(ORDER)} models. The observed values stand in "
        "`src/leeward/cli/validation/observed.toml`, where the tests of `tests/reference` read them too; those tests "
        "hold the ratios of this page, misses included, so that a change of the engine cannot move one unseen."
    )


def _plot(name: str, says: str) -> str:
    return f"![{says}](plots/{name}.svg)"


def _steps_plot(analyte: str) -> str:
    return _plot(f"three-steps-{analyte.lower()}", f"{analyte}: observed and simulated, and their ratio")
