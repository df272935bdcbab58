"""A weight on its way into the chart: held against the last one before it can carry a dose."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from leeward.assessment import CannotChart
from leeward.clinic.assessments import charts
from leeward.clinic.protocols.queries import in_force
from leeward.dosing import check_weight
from leeward.protocol.limits import Place
from leeward.units import Quantity

KEY = "weight"


class WeighAgain(CannotChart):
    """The weight is unusual: it is charted after weighing again, past the hard fence with a second reader."""

    def __init__(self, says: str, *, needs_reader: bool) -> None:
        super().__init__(says)
        self.needs_reader = needs_reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """That the person was weighed again, and who else read the scale."""

    weighed: bool = False
    reader: str = ""

    @property
    def says(self) -> str:
        """What the entry's source says of it."""
        reader = f", read with {self.reader.strip()}" if self.reader.strip() else ""
        return f", weighed again{reader}" if self.weighed else ""


def check(person_id: UUID, weight: Quantity, again: Again, *, at: datetime) -> None:
    """Raise CannotChart for a weight that cannot be, WeighAgain for one that has to be confirmed."""
    last = charts.standing(person_id).get(KEY)
    last_kg = float(last.value["value"]) if last else None
    found = check_weight(weight.to("kg"), last_kg=last_kg, limits=in_force(at).dosing)
    says = " ".join(found.says)
    if found.place is Place.BEYOND_STOP:
        raise CannotChart(says or f"{weight} is no weight that can be charted. Weigh again, in kg.")
    needs_reader = found.place is Place.BEYOND_HARD
    if found.place is Place.USUAL or (again.weighed and (again.reader.strip() or not needs_reader)):
        return
    how = "weigh again, and let a colleague read the scale with you" if needs_reader else "weigh again, and confirm"
    raise WeighAgain(f"{says} Nothing was charted yet: {how}.", needs_reader=needs_reader)
