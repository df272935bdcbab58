"""From rows of the register to what the devices' ring asks of it."""

from typing import Final

from leeward.clinic.monitors.code_table import vocabulary
from leeward.clinic.monitors.models import Device
from leeward.devices.register import Entry, network
from leeward.devices.vocabulary import SHIPPED_ONLY
from leeward.infusion.vitals import GenerationMode

SHOWS_SECRET: Final = frozenset({Device.Protocol.JSON, Device.Protocol.FHIR, Device.Protocol.CSV})


def entry(row: Device) -> Entry:
    """Return a device as the adapters know it."""
    return Entry(
        device_id=row.name,
        mode=GenerationMode(row.mode),
        networks=tuple(network(text) for text in row.addresses),
        secret_hash=row.secret_hash,
        certificate=row.certificate,
        can_show_secret=row.protocol in SHOWS_SECRET,
        vocabulary=vocabulary(row.codes, row.units) if row.codes or row.units else SHIPPED_ONLY,
        retired=row.retired_why if row.retired_at else "",
    )
