"""The people of the demonstration: all made up, and marked as such wherever they appear."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from leeward.assessment import Chart, Measurement, Sex, chart_from
from leeward.assessment.items import ITEMS
from leeward.cli.answers import Answers, Decision, ScoredOn
from leeward.cli.case import Case
from leeward.dosing import Vial
from leeward.instruments import by_key, score
from leeward.pharmacology.questionnaires import virtual_scores
from leeward.truth import Truth
from leeward.units import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticPerson:
    """One made-up person: what a clinic would learn of them."""

    family: str
    given: str
    title: str
    born: date
    sex: Sex
    weight_kg: float
    height_cm: float
    systolic_mmhg: float
    diastolic_mmhg: float
    heart_rate_per_min: float
    medicines: tuple[str, ...] | None = ()
    allergies: tuple[str, ...] | None = ()
    told: dict[str, Truth] = field(default_factory=dict)
    pcl5: int
    phq9: int
    seed: int

    def answers(self) -> dict[str, Truth]:
        """Return an answer to every item: the one that speaks for starting, unless told otherwise."""
        return {item.key: self.told.get(item.key, item.clear) for item in ITEMS}

    def measured(self) -> dict[str, Quantity]:
        """Return what is measured on the day of an infusion."""
        return {
            "weight": Quantity(self.weight_kg, "kg"),
            "height": Quantity(self.height_cm, "cm"),
            "systolic": Quantity(self.systolic_mmhg, "mmHg"),
            "diastolic": Quantity(self.diastolic_mmhg, "mmHg"),
            "heart_rate": Quantity(self.heart_rate_per_min, "/min"),
            "oxygen_saturation": Quantity(98.0, "%"),
            "respiratory_rate": Quantity(14.0, "/min"),
            "temperature": Quantity(36.7, "Cel"),
            "liver_enzymes": Quantity(0.8, "times ULN"),
            "bladder_score": Quantity(3.0, "points"),
            "filtration_rate": Quantity(92.0, "mL/min"),
            "pcl5": Quantity(float(self.pcl5), "points"),
            "phq9": Quantity(float(self.phq9), "points"),
            "cadss6": Quantity(1.0, "points"),
        }

    def chart(self, on: date) -> Chart:
        """Return the chart of that day."""
        measured = {
            key: Measurement(quantity=quantity, at=on, source="synthetic") for key, quantity in self.measured().items()
        }
        whole = {"born": self.born, "sex": self.sex, "medicines": self.medicines, "allergies": self.allergies}
        return chart_from({**self.answers(), **measured, **whole}, on=on)

    def scores(self, infusions: tuple[datetime, ...], on: tuple[datetime, ...]) -> tuple[ScoredOn, ...]:
        """Return made-up PCL-5 and PHQ-9 answers on the given days; a wide guess, not a forecast."""
        first = min(on)
        days = [(each - first) / timedelta(days=1) for each in on]
        sessions = [((each - first) / timedelta(days=1), 1.0) for each in infusions]
        made_up = virtual_scores(
            baseline_pcl5=self.pcl5,
            baseline_phq9=self.phq9,
            sessions=sessions,
            on_days=days,
            rng=np.random.Generator(np.random.PCG64(self.seed)),
        )
        both = ((at, each) for at, each in zip(on, made_up, strict=True))
        return tuple(
            ScoredOn(on=at.date(), score=score(by_key(key), answers))
            for at, each in both
            for key, answers in (("pcl-5", each.pcl5), ("phq-9", each.phq9))
        )


RUNNING: Final = SyntheticPerson(
    family="Sample", given="Ada", title="Ms", born=date(1985, 7, 14), sex=Sex.FEMALE,
    weight_kg=70.2, height_cm=168.0, systolic_mmhg=124.0, diastolic_mmhg=78.0, heart_rate_per_min=72.0,
    medicines=("sertraline 100 mg daily", "prazosin 2 mg at night"), allergies=("Penicillin, rash",),
    pcl5=54, phq9=16, seed=7,
)  # fmt: skip
COURSE: Final = SyntheticPerson(
    family="Muster", given="Emil", title="Mr", born=date(1979, 2, 3), sex=Sex.MALE,
    weight_kg=84.0, height_cm=181.0, systolic_mmhg=131.0, diastolic_mmhg=83.0, heart_rate_per_min=68.0,
    medicines=("venlafaxine 75 mg daily",), pcl5=49, phq9=13, seed=11,
)  # fmt: skip
ASKING: Final = SyntheticPerson(
    family="Exempel", given="Ines", title="Ms", born=date(1991, 11, 30), sex=Sex.FEMALE,
    weight_kg=63.5, height_cm=171.0, systolic_mmhg=118.0, diastolic_mmhg=74.0, heart_rate_per_min=75.0,
    medicines=("clonazepam 1 mg daily", "Kanna powder"), allergies=None,
    told={
        "could_be_pregnant": Truth.YES, "pregnancy_test": Truth.UNKNOWN, "contraception": Truth.YES,
        "aneurysm": Truth.UNKNOWN, "consent_signed": Truth.UNKNOWN,
    },
    pcl5=46, phq9=12, seed=13,
)  # fmt: skip
BARRED: Final = SyntheticPerson(
    family="Voorbeeld", given="Joris", title="Mr", born=date(1958, 5, 21), sex=Sex.MALE,
    weight_kg=96.0, height_cm=176.0, systolic_mmhg=172.0, diastolic_mmhg=101.0, heart_rate_per_min=88.0,
    medicines=("amlodipine 10 mg daily",), told={"hypertension": Truth.YES, "psychotic_disorder": Truth.YES},
    pcl5=58, phq9=19, seed=17,
)  # fmt: skip
PLANNED: Final = SyntheticPerson(
    family="Esempio", given="Carla", title="Dr", born=date(1973, 9, 8), sex=Sex.FEMALE,
    weight_kg=78.0, height_cm=165.0, systolic_mmhg=134.0, diastolic_mmhg=84.0, heart_rate_per_min=80.0,
    medicines=("escitalopram 10 mg daily", "levothyroxine 75 micrograms daily"), pcl5=51, phq9=15, seed=19,
)  # fmt: skip
EVERYONE: Final = (RUNNING, COURSE, ASKING, BARRED, PLANNED)


def synthetic_case(person: SyntheticPerson, *, starts_at: datetime) -> Case:
    """Return a whole case of a made-up person: everything answered, an option chosen, scores before and after."""
    days = tuple(starts_at + timedelta(days=offset) for offset in (-1, 1, 7))
    answers = Answers(
        starts_at=starts_at,
        born=person.born,
        sex=person.sex,
        truths=person.answers(),
        measurements={},
        medicines=person.medicines,
        allergies=person.allergies,
        signoffs=(),
        decision=Decision(option="studied", approved_by="Dr Demo Prescriber", reason="", second_person=None),
        vial=demo_vial(starts_at.date()),
        final_volume_ml=50.0,
        escort="a made-up friend",
        scores=person.scores((starts_at,), days),
    )
    return Case(
        name=f"{person.family}-{person.given}".lower(),
        family=person.family,
        given=person.given,
        chart=person.chart(starts_at.date()),
        answers=answers,
        notes=(),
        disagreements=(),
        is_synthetic=True,
    )


def demo_vial(on: date) -> Vial:
    """Return a made-up vial that is good on that day."""
    return Vial(strength_mg_per_ml=50.0, volume_ml=10.0, lot="DEMO-1", expires_on=on + timedelta(days=400))
