"""The gateway's options for SDC: what does not fit together is said before anything is started."""

import argparse
from datetime import UTC, datetime

import pytest

from leeward.cli.gateway_sdc import add_sdc, followers_of
from leeward.devices.sdc import CannotFollow


def said(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_sdc(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--sdc", "mon-3"), "registered name and its address"),
        (("--sdc", "=https://10.0.0.3/x"), "registered name and its address"),
        (("--sdc", "mon-3=ftp://10.0.0.3"), "registered name and its address"),
        (("--sdc", "mon-3=https://10.0.0.3/x", "--sdc-cert", "a.pem"), "needs all three"),
    ],
)
def test_options_that_do_not_fit_are_told(words, why):
    with pytest.raises(CannotFollow, match=why):
        followers_of(said(*words))


def test_each_device_named_is_followed_and_none_without():
    pytest.importorskip("sdc11073", reason="the extra sdc is not installed")
    now = datetime(2026, 11, 23, tzinfo=UTC)
    made = followers_of(said("--sdc", "a=http://10.0.0.3/x", "--sdc", "b=http://10.0.0.4/y"))
    assert len(made(None, now=lambda: now, register=lambda: None)) == 2
    assert followers_of(said())(None, now=lambda: now, register=lambda: None) == []
