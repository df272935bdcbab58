"""An infusion that has ended, as the journal would tell it; what came before is tested elsewhere."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from leeward.clinic.infusions import actions, journaling
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.infusions.snapshot import OrderSnapshot
from leeward.clinic.people.models import Staff
from leeward.infusion import events as happened
from leeward.infusion.vitals import VitalKind

ORDER = OrderSnapshot(
    dose_mg=35, minutes=40, dosing_weight_kg=70, dosing_weight_kind="actual", concentration_mg_per_ml=1,
    rate_ml_per_h=52.5, vtbi_ml=35, prescribed_by="prescriber",
)  # fmt: skip
BEFORE = {VitalKind.SYSTOLIC: 124.0, VitalKind.DIASTOLIC: 80.0, VitalKind.HEART_RATE: 72.0, VitalKind.SPO2: 98.0}
FOR = timedelta(minutes=40)


def recovered(person_id: UUID, *, nurse: Staff, start: datetime, chair: str = "3", has_ended: bool = True) -> Infusion:
    """Return an infusion that was started at `start` and ended forty minutes later, or runs still."""
    found = actions.plan_infusion(person_id=person_id, order=ORDER, chair=chair, by=nurse, at=start)
    infusion = Infusion.objects.get(pk=found)

    def part(at: datetime) -> dict[str, object]:
        return {"event_id": uuid4(), "at": at, "by": nurse.key, "source": "chairside"}

    journaling.record(
        infusion,
        (
            *(
                happened.ReadingCharted(**part(start), reading_id=uuid4(), kind=kind, value=value, unit=kind.unit)
                for kind, value in BEFORE.items()
            ),
            happened.ScaleScored(**part(start), scale_key="cadss-6", answers=(0,) * 6, total=0),
            happened.TimeOutPassed(**part(start), checks=()),
            happened.Started(
                **part(start), rate_ml_per_h=52.5, concentration_mg_per_ml=1.0, dose_mg=35.0, weight_kg=70.0,
                vtbi_ml=35.0,
            ),
            *([happened.Completed(**part(start + FOR), delivered_ml=35.0)] if has_ended else []),
        ),
        now=start,
    )  # fmt: skip
    infusion.refresh_from_db()
    return infusion
