"""An infusion at a chair, in each state that a test may ask for."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

import pytest

from cleared import clear
from leeward.clinic.infusions import actions, ingest
from leeward.clinic.infusions.deed import Deed
from leeward.clinic.infusions.models import Infusion
from leeward.clinic.infusions.snapshot import OrderSnapshot
from leeward.clinic.people.models import Person, Staff
from leeward.clinic.people.roles import Role
from leeward.devices.port import DeviceMessage, Row
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind
from monitored import registered
from timed_out import passed

ORDER = OrderSnapshot(
    dose_mg=35,
    minutes=40,
    dosing_weight_kg=70,
    dosing_weight_kind="actual",
    concentration_mg_per_ml=1,
    rate_ml_per_h=52.5,
    vtbi_ml=35,
    prescribed_by="prescriber",
    checked_by="second nurse",
    planned_infusions=6,
)


@pytest.fixture
def order() -> OrderSnapshot:
    """35 mg over 40 min."""
    return ORDER


@pytest.fixture
def infusion(person: Person, nurse: Staff, staff: Callable[[Role], Staff], now: datetime) -> Infusion:
    """A planned infusion at chair 3, of a person with nothing against starting; two monitors are on the register."""
    clear(person, by=nurse, at=now)
    for name in ("mon-3", "mon-4"):
        registered(name, by=staff(Role.MEDICAL_DIRECTOR), at=now)
    return Infusion.objects.get(pk=actions.plan_infusion(person_id=person.pk, order=ORDER, chair="3", by=nurse, at=now))


@pytest.fixture
def deed(infusion: Infusion, nurse: Staff) -> Callable[..., Deed]:
    """Make a deed of the nurse, or of somebody else."""

    def make(at: datetime, *, by: Staff | None = None, event_id: UUID | None = None) -> Deed:
        return Deed(
            person_id=infusion.person_id,
            infusion_id=infusion.pk,
            event_id=event_id or uuid4(),
            by=by or nurse,
            at=at,
        )

    return make


@pytest.fixture
def ready(infusion: Infusion, deed: Callable[..., Deed], now: datetime) -> Infusion:
    """The time-out is passed, with readings by hand."""
    passed(deed(now))
    infusion.refresh_from_db()
    return infusion


@pytest.fixture
def running(ready: Infusion, deed: Callable[..., Deed], now: datetime) -> Infusion:
    """Started at `now`."""
    actions.start(deed(now), shown_ml_per_h=52.5, shown_vtbi_ml=35.0)
    ready.refresh_from_db()
    return ready


@pytest.fixture
def paired(infusion: Infusion, nurse: Staff, now: datetime) -> str:
    """The monitor that is paired with the infusion."""
    ingest.pair_device(person_id=infusion.person_id, infusion_id=infusion.pk, device_id="mon-3", by=nurse, at=now)
    return "mon-3"


def message(
    at: datetime,
    values: dict[VitalKind, float],
    *,
    device: str = "mon-3",
    mode: GenerationMode = GenerationMode.DEMO,
    message_id: str | None = None,
) -> DeviceMessage:
    """What a monitor sends."""
    name = message_id or str(uuid4())
    rows = tuple(
        Row(
            kind=kind,
            value=value,
            at=at,
            source="monitor",
            device=device,
            validity=Validity.VALID,
            mode=mode,
            name="\x1f".join((device, name, kind.value)),
        )
        for kind, value in values.items()
    )
    return DeviceMessage(
        message_id=name,
        device_id=device,
        mode=mode,
        rows=rows,
        problems=(),
        sent_at=at,
        received_at=at,
    )
