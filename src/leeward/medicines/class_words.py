"""Words by which people name a whole class: recognized as such, so that the one medicine meant is asked for."""

from typing import Final

_SAID = """
benzodiazepine = benzo, benzos, benzodiazepine, benzodiazepines
SSRI = ssri, ssris
SNRI = snri, snris
tricyclic antidepressant = tricyclic, tricyclics, tca
MAO inhibitor = maoi, maois, mao inhibitor
antidepressant = antidepressant, antidepressants
antipsychotic = antipsychotic, antipsychotics, neuroleptic
mood stabilizer = mood stabilizer, mood stabiliser
stimulant = stimulant, stimulants, adhd medicine, adhd medication, adhd pill
opioid = opioid, opioids, opiate, opiates, narcotic, narcotics, painkiller, painkillers, pain pill, pain pills
opioid = pain killer, pain killers
sleeping pill = sleeping pill, sleeping pills, sleep aid, hypnotic
blood pressure medicine = antihypertensive, blood pressure pill, blood pressure pills, blood pressure medicine, bp pill
beta blocker = beta blocker, beta blockers, betablocker
diuretic = diuretic, diuretics, thiazide, thiazides, thiazide diuretic, loop diuretic, water pill, water pills
blood thinner = doac, doacs, noac, anticoagulant, anticoagulants, blood thinner, blood thinners
thyroid hormone = thyroid pill, thyroid medicine, thyroid medication
diabetes medicine = diabetes pill, diabetes medicine, diabetes medication
triptan = triptan, triptans
muscle relaxant = muscle relaxant, muscle relaxants, muscle relaxer
antihistamine = antihistamine, antihistamines, allergy pill, allergy pills
systemic corticosteroid = steroid, steroids, corticosteroid, corticosteroids, cortisone shot
neuromuscular blocker = neuromuscular blocker, neuromuscular blockers
antibiotic = antibiotic, antibiotics
inhaler = inhaler, asthma inhaler, rescue inhaler
"""

CLASS_WORDS: Final[dict[tuple[str, ...], str]] = {
    tuple(phrase.split()): klass.strip()
    for klass, _, phrases in (line.partition("=") for line in _SAID.strip().splitlines())
    for phrase in phrases.split(",")
}
"""Each phrase, as lower-case words, with the class that it names."""


def class_named(entered: tuple[str, ...]) -> str | None:
    """Return the class that these words name, the longest phrase first; None where they name none."""
    longest = max(len(phrase) for phrase in CLASS_WORDS)
    for length in range(min(longest, len(entered)), 0, -1):
        for at in range(len(entered) - length + 1):
            klass = CLASS_WORDS.get(entered[at : at + length])
            if klass is not None:
                return klass
    return None
