"""Every rule, in the order in which it is shown; a file for each body system."""

from leeward.assessment.rule import Rule
from leeward.assessment.rules import (
    airway,
    allergy,
    bladder_kidney,
    blood_pressure,
    cardiovascular,
    consent,
    day,
    eye,
    general,
    hormones,
    liver,
    medicines,
    neurological,
    porphyria,
    psychiatric,
    reproduction,
    substances,
    vessels,
)

EVERY: tuple[Rule, ...] = (
    *vessels.RULES,
    *cardiovascular.RULES,
    *blood_pressure.RULES,
    *neurological.RULES,
    *eye.RULES,
    *psychiatric.RULES,
    *substances.RULES,
    *consent.RULES,
    *liver.RULES,
    *bladder_kidney.RULES,
    *hormones.RULES,
    *airway.RULES,
    *reproduction.RULES,
    *allergy.RULES,
    *porphyria.RULES,
    *medicines.RULES,
    *general.RULES,
    *day.RULES,
)
