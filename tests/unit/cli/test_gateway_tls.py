"""TLS at the gateway's door: who shows no certificate of ours is not heard, and wrong files are named."""

import argparse
import asyncio
import ssl
import subprocess
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from leeward.cli.gateway_tls import CannotEncrypt, add_tls, tls_of
from leeward.devices.mllp import Listener
from leeward.devices.mllp_frames import framed
from leeward.devices.port import DeviceMessage, Receipt
from leeward.devices.register import Entry, Snapshot
from leeward.infusion.vitals import GenerationMode

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HEART_RATE = (
    b"MSH|^~\\&|Bed^1^L||||20261123090000+0000||ORU^R01|M1|D|2.6\r"
    b"OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1.1.1|72|/min|||||R\r"
)


def arguments(*given):
    parser = argparse.ArgumentParser()
    add_tls(parser)
    return parser.parse_args([str(one) for one in given])


def certificate(folder, name):
    """A certificate that signs itself, and its key."""
    made = [folder / f"{name}.pem", folder / f"{name}.key"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", made[1], "-out", made[0]],
        check=True, capture_output=True,
    )  # fmt: skip
    return made


class Sink:
    async def take(self, message: DeviceMessage) -> Receipt:
        return Receipt(message_id=message.message_id, new=1)

    async def set_aside(self, what) -> None: ...


def say(server, client, register=None):
    """Let a monitor with this context call a gateway with that one, and return the beginning of what it hears."""

    async def talk():
        async with Listener(Sink(), now=lambda: NOW, register=lambda: register) as listener:
            await listener.start(port=0, tls=server)
            reader, writer = await asyncio.open_connection("localhost", listener.port, ssl=client)
            writer.write(framed(HEART_RATE))
            heard = await asyncio.wait_for(reader.read(4096), 20)
            writer.close()
            return heard

    return asyncio.run(talk())


def test_a_monitor_is_heard_through_tls_by_the_certificate_that_is_known(tmp_path):
    ours, key = certificate(tmp_path, "clinic")
    its, its_key = certificate(tmp_path, "monitor")
    server = tls_of(arguments("--tls-certificate", ours, "--tls-key", key, "--tls-clients", its))
    client = ssl.create_default_context(cafile=ours)
    client.load_cert_chain(its, its_key)
    assert b"MSA|AA|M1" in say(server, client)


@pytest.mark.hazard("H01 Wrong patient")
def test_who_shows_no_certificate_or_a_strangers_is_not_heard(tmp_path):
    ours, key = certificate(tmp_path, "clinic")
    its, _ = certificate(tmp_path, "monitor")
    strange, strange_key = certificate(tmp_path, "stranger")
    server = tls_of(arguments("--tls-certificate", ours, "--tls-key", key, "--tls-clients", its))
    for shown in (None, strange):
        client = ssl.create_default_context(cafile=ours)
        if shown:
            client.load_cert_chain(shown, strange_key)
        try:
            heard = say(server, client)
        except OSError:  # the handshake was refused, as early as the machine says so
            heard = b""
        assert heard == b""


@pytest.mark.hazard("H01 Wrong patient")
def test_a_certificate_speaks_for_the_one_device_that_it_is_registered_for(tmp_path):
    ours, key = certificate(tmp_path, "clinic")
    its, its_key = certificate(tmp_path, "monitor")
    server = tls_of(arguments("--tls-certificate", ours, "--tls-key", key, "--tls-clients", its))
    client = ssl.create_default_context(cafile=ours)
    client.load_cert_chain(its, its_key)
    shown = sha256(ssl.PEM_cert_to_DER_cert(its.read_text())).hexdigest()
    heard = {
        registered: say(
            server,
            client,
            Snapshot({"1": Entry(device_id="1", mode=GenerationMode.DEMO, certificate=registered)}),
        )
        for registered in (shown, "0" * 64)
    }
    assert b"MSA|AA|M1" in heard[shown]
    assert b"MSA|AR|M1|The device 1 did not show the certificate that is registered for it" in heard["0" * 64]


@pytest.mark.hazard("H18 a device that nobody registered is not believed")
def test_a_device_with_a_registered_certificate_is_not_believed_without_tls():
    entry = Entry(device_id="1", mode=GenerationMode.DEMO, certificate="0" * 64)
    heard = say(None, None, Snapshot({"1": entry}))
    assert b"MSA|AR|M1|The device 1 did not show the certificate" in heard


def test_without_a_certificate_nothing_is_encrypted_and_half_of_it_is_refused(tmp_path):
    assert tls_of(arguments()) is None
    with pytest.raises(CannotEncrypt, match="need --tls-certificate"):
        tls_of(arguments("--tls-clients", tmp_path / "none.pem"))
    with pytest.raises(CannotEncrypt, match=r"none\.pem"):
        tls_of(arguments("--tls-certificate", tmp_path / "none.pem"))
