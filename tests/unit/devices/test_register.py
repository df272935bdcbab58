"""Who may speak here: by name, address and proof; and nothing is more real than the register says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from leeward.devices.heard import STRANGERS, Hearing
from leeward.devices.port import DeviceMessage, Known, Row, Unreadable
from leeward.devices.register import RANKS, CannotRead, Entry, Snapshot, at_most, capped, hashed_secret, network
from leeward.devices.wire import Acquaintance, Caller, Refused
from leeward.infusion.vitals import GenerationMode, Validity, VitalKind

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
REAL, TEST, DEMO = GenerationMode.REAL, GenerationMode.TEST, GenerationMode.DEMO
CERTIFICATE = "ab" * 32


def an_entry(**own):
    return Entry(**({"device_id": "mon-1", "mode": REAL} | own))


def who(entry, *, peer="10.0.3.17", secret=None):
    return Snapshot({entry.device_id: entry}).who("mon-1", peer, secret)


def test_a_stranger_hears_how_to_be_registered():
    told = Snapshot({}).who("mon-9", "10.0.3.17", None)
    assert "mon-9 is not on the register" in told
    assert "under Devices" in told


def test_a_device_without_conditions_is_known_with_its_mode_and_words():
    entry = an_entry(mode=TEST)
    assert who(entry) == Known(device_id="mon-1", mode=TEST, vocabulary=entry.vocabulary)


@pytest.mark.parametrize(
    ("allowed", "peer", "is_known"),
    [
        (("10.0.3.17",), "10.0.3.17", True),
        (("10.0.3.0/24",), "10.0.3.17", True),
        (("10.0.3.0/24",), "::ffff:10.0.3.17", True),
        (("fe80::/16",), "fe80::1%eth0", True),
        (("10.0.3.17",), "10.0.3.18", False),
        (("10.0.3.17",), "", False),
        (("10.0.3.17",), "a host", False),
    ],
)
def test_only_registered_addresses_may_call(allowed, peer, is_known):
    told = who(an_entry(networks=tuple(map(network, allowed))), peer=peer)
    assert isinstance(told, Known) is is_known
    assert is_known or "registered addresses" in told


@pytest.mark.parametrize("text", ["", "mon-3", "10.0.3.300", "10.0.3.0/99"])
def test_what_is_no_address_is_refused_with_an_example(text):
    with pytest.raises(CannotRead, match=r"Write 10\.0\.3\.17"):
        network(text)


def test_a_secret_is_asked_for_where_the_protocol_carries_one():
    entry = an_entry(can_show_secret=True, secret_hash=hashed_secret("right"))
    assert isinstance(who(entry, secret="right"), Known)
    assert "did not show its secret" in who(entry, secret="wrong")
    assert "did not show its secret" in who(entry)
    assert "no secret yet" in who(replace(entry, secret_hash=""), secret="right")


def test_a_registered_certificate_must_be_shown():
    entry = an_entry(certificate=CERTIFICATE)
    assert isinstance(who(entry, secret=f"sha256:{CERTIFICATE.upper()}"), Known)
    assert "certificate" in who(entry, secret="sha256:" + "cd" * 32)
    assert "certificate" in who(entry)


def test_a_certificate_is_no_secret():
    entry = an_entry(can_show_secret=True, secret_hash=hashed_secret("right"))
    assert "did not show its secret" in who(entry, secret=f"sha256:{CERTIFICATE}")


@pytest.mark.hazard("H37 unauthorised access")
@pytest.mark.parametrize(
    ("registered", "shown", "told", "is_known"),
    [
        (CERTIFICATE, f"sha256:{CERTIFICATE}", "right", True),
        (CERTIFICATE, f"sha256:{CERTIFICATE}", None, True),
        (CERTIFICATE, None, f"sha256:{CERTIFICATE}", False),  # a digest is public: telling it proves nothing
        (CERTIFICATE, "sha256:" + "cd" * 32, f"sha256:{CERTIFICATE}", False),
        (CERTIFICATE, None, "right", False),
        ("", f"sha256:{CERTIFICATE}", "right", True),
        ("", f"sha256:{CERTIFICATE}", None, False),
        ("", None, "right", True),
    ],
)
def test_a_caller_proves_itself_by_its_connection_or_its_secret(registered, shown, told, is_known):
    entry = an_entry(can_show_secret=True, secret_hash=hashed_secret("right"), certificate=registered)
    register = Snapshot({"mon-1": entry})
    caller = Acquaintance(Caller(address="10.0.3.17", secret=shown), lambda: register)
    if is_known:
        assert caller.who("mon-1", told).device_id == "mon-1"
    else:
        with pytest.raises(Refused, match="did not show"):
            caller.who("mon-1", told)


def test_a_retired_device_hears_why():
    assert "taken out of service: broken plug." in who(an_entry(retired="broken plug."))


def test_a_secret_names_its_device():
    register = Snapshot(
        {
            name: an_entry(device_id=name, can_show_secret=True, secret_hash=hashed_secret(f"secret of {name}"))
            for name in ("mon-1", "mon-2")
        }
        | {"mon-3": an_entry(device_id="mon-3", can_show_secret=True)}
    )
    assert register.by_secret("secret of mon-2", "10.0.0.1").device_id == "mon-2"
    assert "no registered device's" in register.by_secret("", "10.0.0.1")


def a_message(mode, rows):
    return DeviceMessage(
        message_id="1",
        device_id="mon-1",
        mode=mode,
        rows=tuple(
            Row(VitalKind.SPO2, 97.0, AT, "monitor", "mon-1", Validity.VALID, each, str(n))
            for n, each in enumerate(rows)
        ),
        problems=(),
        sent_at=AT,
        received_at=AT,
    )


MODES = st.sampled_from(list(GenerationMode))


@pytest.mark.hazard("H18 wrong device bound to patient: demonstration data pass for real")
@given(said=MODES, rows=st.lists(MODES, max_size=4), allowed=MODES)
def test_nothing_of_a_message_is_more_real_than_the_register_says(said, rows, allowed):
    sent = a_message(said, rows)
    kept = capped(sent, allowed)
    for before, after in zip((sent.mode, *rows), (kept.mode, *(row.mode for row in kept.rows)), strict=True):
        assert RANKS.index(after) <= RANKS.index(allowed)
        assert after is at_most(before, allowed)


def test_a_second_is_counted_and_written_once_in_a_while():
    hearing = Hearing()
    hearing.kept(a_message(REAL, [REAL]))
    hearing.kept(structs.replace(a_message(REAL, [REAL]), sent_at=AT.replace(second=7)))
    hearing.refused(a_message(DEMO, []), "not paired")
    hearing.unreadable(Unreadable(device_id="", peer="10.0.0.9", why="not HL7", head=b"GET", received_at=AT))
    first, second = hearing.take()
    assert (first.kept, first.refused, first.clock_offset_s, first.problem) == (2, 1, 0.0, "not paired")
    assert (second.sender, second.unreadable, second.peer) == (STRANGERS, 1, "10.0.0.9")
    assert (second.clock_offset_s, second.problem) == (None, "not HL7")
    assert hearing.take() == ()


@pytest.mark.hazard("H19 clock skew")
@pytest.mark.parametrize("mad_s", [-86400.0, 3600.0])
def test_one_message_with_a_mad_time_moves_no_clock(mad_s):
    hearing = Hearing()

    def says(offset_s):
        hearing.kept(structs.replace(a_message(REAL, [REAL]), sent_at=AT + timedelta(seconds=offset_s), received_at=AT))

    for offset_s in (0.2, 0.4, 0.3, mad_s):
        says(offset_s)
    (heard,) = hearing.take()
    assert heard.clock_offset_s in {0.2, 0.3}
    for _ in range(5):  # set wrong by hand: that is no single message any more
        says(61.0)
    (heard,) = hearing.take()
    assert heard.clock_offset_s == 61.0


def test_a_sender_that_tells_its_time_no_more_has_no_clock():
    hearing = Hearing()
    hearing.kept(a_message(REAL, [REAL]))
    hearing.take()
    hearing.kept(structs.replace(a_message(REAL, [REAL]), sent_at=None))
    (heard,) = hearing.take()
    assert heard.clock_offset_s is None
