"""The law: a reading is in a record only where device, message and infusion agree on how real it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leeward.clinic.infusions import frames, ingest
from leeward.clinic.infusions.models import Frame, Reading
from leeward.clinic.monitors.models import Device, Quarantine, Tally
from leeward.clinic.monitors.roll import Roll
from leeward.devices.port import DeviceMessage, Known, Row
from leeward.devices.register import at_most, capped
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.hazard("H18 wrong device bound to patient: demonstration data pass for real"),
]
MODES = list(GenerationMode)


def a_message(at, mode, *, device="rest-3", number=0):
    row = Row(VitalKind.SPO2, 97.0, at, "monitor", device, Validity.VALID, mode, f"{device} {mode.value} {number}")
    return DeviceMessage(
        message_id=f"{mode.value} {number}", device_id=device, mode=mode, rows=(row,), problems=(), sent_at=at,
        received_at=at,
    )  # fmt: skip


@pytest.mark.parametrize("of_infusion", MODES)
@pytest.mark.parametrize("of_device", MODES)
@pytest.mark.parametrize("said", MODES)
def test_what_is_kept_is_as_real_as_its_record(paired, at, of_infusion, of_device, said):
    paired.mode = of_infusion.value
    paired.save()
    Device.objects.update(mode=of_device.value)
    counts_as = at_most(said, of_device)
    assert ingest.record_readings(a_message(at, said), now=at).new == (counts_as is of_infusion)
    assert list(Reading.objects.values_list("mode", flat=True)) == (
        [of_infusion.value] if counts_as is of_infusion else []
    )
    assert Quarantine.objects.exists() is (counts_as is not of_infusion)


@pytest.mark.parametrize("said", MODES)
def test_the_gateways_way_keeps_the_same_law(paired, at, said):
    paired.mode = "real"
    paired.save()
    roll = Roll()
    roll.refresh()
    known = roll().who("rest-3", "127.0.0.1", None)
    assert "secret" in known  # a device that can show its secret must
    mode = roll().hears("rest-3", "127.0.0.1").mode
    message = capped(a_message(at, said), mode)
    (receipt,) = frames.FrameWriter("gateway").keep([message], now=at).receipts
    assert (receipt.new, Frame.objects.count(), Reading.objects.count()) == (0, 0, 0)
    assert Tally.objects.get(sender="rest-3").refused == 1


def test_the_roll_is_read_anew_only_when_the_register_changed(secret):
    roll = Roll()
    roll.refresh()
    before = roll()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        roll.refresh()
    assert len(asked) == 1
    assert roll() is before
    device = Device.objects.get()
    device.protocol = "hl7"
    device.save()
    roll.refresh()
    assert isinstance(roll().who("rest-3", "", None), Known)


def test_a_gateway_counts_what_came_of_each_device(paired, at):
    writer = frames.FrameWriter("gateway")
    writer.keep([a_message(at, GenerationMode.DEMO), a_message(at, GenerationMode.TEST, device="nobody")], now=at)
    kept, strangers = Tally.objects.order_by("-kept")
    assert (kept.sender, kept.kept, kept.clock_offset_s) == ("rest-3", 1, 0.0)
    assert (strangers.sender, strangers.refused) == ("", 1)
