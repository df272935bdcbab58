"""A person in the database with nothing against starting, charted by the clinic's own actions."""

from charts import CLEAR_MEASURES
from leeward.assessment import ITEMS
from leeward.clinic.assessments import actions
from leeward.clinic.people import actions as people
from leeward.dosing import FORMULARY_VIALS, Vial
from leeward.truth import Truth
from leeward.units import Quantity


def clear(person, *, by, at, answers=None, measured=None, medicines=(), allergies=()):
    """Chart every answer that speaks for starting, but for the changes; None leaves an entry out."""
    told = {item.key: item.clear for item in ITEMS} | (answers or {})
    numbers = CLEAR_MEASURES | (measured or {})
    actions.answer(
        person_id=person.pk,
        answers={key: Truth(value) for key, value in told.items() if value is not None},
        by=by,
        at=at,
    )
    actions.measure(
        person_id=person.pk,
        measured={key: Quantity.parse(text) for key, text in numbers.items() if text},
        taken_at=at,
        source="measured in the clinic",
        by=by,
        at=at,
    )
    if medicines is not None:
        actions.record_medicines(person_id=person.pk, names=medicines, by=by, at=at)
    if allergies is not None:
        people.record_allergies(person_id=person.pk, substances=allergies, by=by, at=at)


def a_vial(*, strength=50, on, days=100):
    """A vial of the formulary, of that strength, that has not expired."""
    from datetime import timedelta

    volume = dict(FORMULARY_VIALS)[strength]
    return Vial(strength_mg_per_ml=strength, volume_ml=volume, lot="A1", expires_on=on + timedelta(days=days))
