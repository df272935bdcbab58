"""A snapshot of the register of devices: who may speak, by which proof, and how real its data may be at most."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from msgspec.structs import replace

from leeward.devices.port import DeviceMessage, Known
from leeward.devices.vocabulary import SHIPPED_ONLY, Vocabulary
from leeward.infusion.vitals import GenerationMode

CERTIFICATE: Final = "sha256:"
HOW: Final = "The medical director or the administrator registers it under Devices, by the name that it sends"
RANKS: Final = (GenerationMode.DEMO, GenerationMode.TEST, GenerationMode.REAL)
Network = IPv4Network | IPv6Network


class CannotRead(ValueError):
    """What was typed is no address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One registered device; hashes are SHA-256 in hexadecimal, empty where there is none."""

    device_id: str
    mode: GenerationMode
    networks: tuple[Network, ...] = ()
    secret_hash: str = ""
    certificate: str = ""
    can_show_secret: bool = False
    """Does its protocol carry a secret? Plain HL7 does not."""
    vocabulary: Vocabulary = SHIPPED_ONLY
    retired: str = ""
    """Why it was taken out of service; empty while it serves."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The register as it stood at one moment; it is a `devices.port.Register`."""

    entries: Mapping[str, Entry]

    def who(self, device_id: str, peer: str, secret: str | None) -> Known | str:
        """Return the device that calls itself so and calls from `peer`, or a sentence that says why not."""
        known = self.hears(device_id, peer)
        why = "" if isinstance(known, str) else _unproved(self.entries[device_id], secret)
        return why or known

    def hears(self, device_id: str, peer: str) -> Known | str:
        """Return the device as `who` does, where it has proved itself at the door already."""
        entry = self.entries.get(device_id)
        if entry is None:
            return f"The device {device_id} is not on the register. {HOW}; then it is paired at the chair."
        why = _retired(entry) or _elsewhere(entry, peer)
        return why or Known(device_id=entry.device_id, mode=entry.mode, vocabulary=entry.vocabulary)

    def by_secret(self, secret: str, peer: str) -> Known | str:
        """Return the device that the secret belongs to, for senders that name themselves by it alone."""
        hashed = hashed_secret(secret)
        found = [entry for entry in self.entries.values() if hmac.compare_digest(entry.secret_hash, hashed)]
        if not found:
            return "The secret is no registered device's. Draw a new one on the device's page, and set it there."
        return self.who(found[0].device_id, peer, secret)


def hashed_secret(secret: str) -> str:
    """Return what is kept of a secret: it is 256 bits of chance, so that a plain digest gives nothing to guess at."""
    return sha256(secret.encode()).hexdigest()


def at_most(said: GenerationMode, allowed: GenerationMode) -> GenerationMode:
    """Return the less real of the two: a device on trial sends nothing real, whatever it says of itself.

    >>> at_most(GenerationMode.REAL, GenerationMode.DEMO), at_most(GenerationMode.TEST, GenerationMode.REAL)
    (<GenerationMode.DEMO: 'demo'>, <GenerationMode.TEST: 'test'>)
    """
    return min(said, allowed, key=RANKS.index)


def capped(message: DeviceMessage, allowed: GenerationMode) -> DeviceMessage:
    """Return the message with no row more real than the register allows."""
    if allowed is GenerationMode.REAL:
        return message
    for mode in (message.mode, *[row.mode for row in message.rows]):
        if mode is not allowed:
            break
    else:
        return message
    rows = tuple(row._replace(mode=at_most(row.mode, allowed)) for row in message.rows)
    return replace(message, mode=at_most(message.mode, allowed), rows=rows)


def network(text: str) -> Network:
    """Return one address, or a network as 10.0.3.0/24; raises CannotRead with a sentence."""
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        raise CannotRead(f"“{text.strip()}” is no address. Write 10.0.3.17, or a network as 10.0.3.0/24.") from None


def _retired(entry: Entry) -> str:
    if not entry.retired:
        return ""
    return f"The device {entry.device_id} was taken out of service: {entry.retired} {HOW} again if it serves again."


def _elsewhere(entry: Entry, peer: str) -> str:
    """Say that it calls from an address that is not on its list."""
    if not entry.networks:
        return ""
    try:
        address = ip_address(peer.strip("[]").partition("%")[0])
    except ValueError:
        return (
            f"The device {entry.device_id} may call from its registered addresses only, and where it is is not known."
        )
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(address in allowed for allowed in entry.networks):
        return ""
    return (
        f"The device {entry.device_id} called from {peer}, which is none of its registered addresses. Is it this "
        "device? Then add the address on its page."
    )


def _unproved(entry: Entry, secret: str | None) -> str:
    """Say that it did not prove who it is, by the certificate or the secret that the register holds of it."""
    name, shows_certificate = entry.device_id, bool(secret) and str(secret).startswith(CERTIFICATE)
    if entry.certificate:
        shown = str(secret).removeprefix(CERTIFICATE).lower() if shows_certificate else ""
        is_shown = hmac.compare_digest(shown.encode(), entry.certificate.encode())
        return "" if is_shown else f"The device {name} did not show the certificate that is registered for it."
    if not entry.can_show_secret:
        return ""
    if not entry.secret_hash:
        return f"The device {name} has no secret yet. Draw one on its page, and set it on the device."
    # A certificate is public: its digest is no secret, even where nobody registered it.
    if not secret or shows_certificate or not hmac.compare_digest(hashed_secret(secret), entry.secret_hash):
        return f"The device {name} did not show its secret. Draw a new one on its page, and set it on the device."
    return ""
