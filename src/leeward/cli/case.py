"""A case: one patient's record and what the clinician answered, laid over each other."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from leeward.assessment import Chart, Measurement, chart_from
from leeward.cli.answers import Answers, read_answers
from leeward.fhir import CannotImport, Imported, import_bundle
from leeward.truth import Truth
from leeward.units import Quantity

BASELINES: Final = {"pcl-5": "pcl5", "phq-9": "phq9", "cadss-6": "cadss6"}


class CannotOpenCase(Exception):
    """The case's files cannot be used; the sentence says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One patient's chart on the day of an infusion, the decisions taken, and where record and answers disagree."""

    name: str
    family: str
    given: str
    chart: Chart
    answers: Answers
    notes: tuple[str, ...]
    disagreements: tuple[str, ...]
    is_synthetic: bool = False

    @property
    def on(self) -> date:
        """The day of the infusion, by the clock of the place where it is given."""
        return self.answers.starts_at.date()


def open_case(bundle: Path, answers: Path) -> Case:
    """Read both files; raise CannotOpenCase, or CannotRead with the answers file's line."""
    answered = read_answers(answers)
    on = answered.starts_at.date()
    try:
        imported = import_bundle(bundle.read_bytes(), on=on)
    except OSError as why:
        raise CannotOpenCase(f"{bundle}: it cannot be read ({why.strerror}).") from None
    except CannotImport as why:
        raise CannotOpenCase(f"{bundle}: {why}") from None
    return Case(
        name=bundle.parent.name,
        family=imported.person.family,
        given=imported.person.given,
        chart=chart_from(_merged(imported, answered), on=on),
        answers=answered,
        notes=imported.notes,
        disagreements=tuple(_disagreements(imported, answered)),
    )


def find_case(paths: list[Path]) -> tuple[Path, Path]:
    """Return (bundle, answers) of a folder, or of a pair of files in either order; raise CannotOpenCase."""
    if len(paths) > 2:
        raise CannotOpenCase("A case is a folder, or a bundle and an answers file: give one or two paths.")
    if len(paths) == 2:
        answers, bundle = sorted(paths, key=lambda path: path.suffix != ".toml")
    elif paths[0].is_dir():
        bundle, answers = _only_json(paths[0]), paths[0] / "answers.toml"
    else:
        raise CannotOpenCase(
            f"{paths[0]}: this is not a folder. Give a folder with bundle.json and answers.toml, "
            "or the bundle and the answers file."
        )
    if not bundle.is_file():
        raise CannotOpenCase(f"{bundle}: there is no such file. A case needs a FHIR R4 bundle of one patient.")
    return bundle, answers


def _only_json(folder: Path) -> Path:
    """Return bundle.json, or the folder's one JSON file by whatever name."""
    named, found = folder / "bundle.json", sorted(folder.glob("*.json"))
    return found[0] if not named.exists() and len(found) == 1 else named


def _merged(imported: Imported, answered: Answers) -> dict[str, object]:
    """Lay the clinician's answers over what the record states; what neither says stays unknown."""
    stated = imported.chart_answers()
    told: dict[str, object] = {**answered.truths, **_before_it(answered), **answered.measurements}
    whole = {
        "born": answered.born,
        "sex": answered.sex,
        "medicines": answered.medicines,
        "allergies": answered.allergies,
        "signoffs": answered.signoffs,
    }
    return {**stated, **told, **{key: value for key, value in whole.items() if value is not None}}


def _before_it(answered: Answers) -> dict[str, object]:
    """Return the totals that the questionnaires of the case had before the infusion, the last of each."""
    on = answered.starts_at.date()
    before = sorted((one for one in answered.scores if one.on <= on), key=lambda one: one.on)
    totals = ((BASELINES.get(one.score.scale_key), one) for one in before)
    return {
        key: Measurement(quantity=Quantity(one.score.total, "points"), at=one.on, source="answers file")
        for key, one in totals
        if key is not None and one.score.total is not None
    }


def _disagreements(imported: Imported, answered: Answers) -> list[str]:
    found = []
    for key, truth in answered.truths.items():
        stated = imported.answers.get(key)
        if stated is not None and truth is not Truth.YES:
            where = "; ".join(map(str, stated.provenance))
            found.append(f"{key}: the record says yes ({where}); the clinician answered {truth.value}, which stands.")
    if answered.born and imported.person.born and answered.born != imported.person.born:
        found.append(f"born: the record says {imported.person.born}; the clinician answered {answered.born}.")
    return found
