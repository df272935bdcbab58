"""The frame around a message, in any pieces and with anything between."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leeward.devices.mllp_frames import END, VT, Deframer, framed

CONTENT = st.binary(max_size=40).filter(lambda b: VT not in b and END not in b and not b.endswith(b"\x1c"))


def pieces(stream: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    return [stream[a:b] for a, b in pairwise(edges)]


@given(st.lists(CONTENT, max_size=5), st.lists(st.integers(0, 250), max_size=8))
def test_any_pieces_give_the_same_messages(messages, cuts):
    deframer = Deframer()
    got = [m for piece in pieces(b"".join(map(framed, messages)), cuts) for m in deframer.feed(piece)]
    assert got == messages
    assert (deframer.garbage_bytes, deframer.truncated, deframer.too_long) == (0, 0, None)


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=8))
def test_any_bytes_give_the_same_in_any_pieces(stream, cuts):
    whole, cut = Deframer(max_frame_bytes=50), Deframer(max_frame_bytes=50)
    assert whole.feed(stream) == [m for piece in pieces(stream, cuts) for m in cut.feed(piece)] or whole.too_long
    assert whole.garbage_bytes == cut.garbage_bytes or whole.too_long


def test_garbage_between_frames_is_counted_and_line_ends_are_not():
    deframer = Deframer()
    assert deframer.feed(b"junk" + framed(b"one") + b"\r\n" + b"??" + framed(b"two")) == [b"one", b"two"]
    assert deframer.garbage_bytes == 6


def test_a_frame_that_never_ended_is_counted_and_the_next_is_read():
    deframer = Deframer()
    assert deframer.feed(VT + b"half" + framed(b"whole")) == [b"whole"]
    assert (deframer.truncated, deframer.is_open) == (1, False)


def test_a_frame_too_long_stops_the_stream():
    deframer = Deframer(max_frame_bytes=10)
    assert deframer.feed(framed(b"0123456789")) == [b"0123456789"]
    assert deframer.feed(VT + b"0123456789a") == []
    assert deframer.too_long == b"0123456789a"
    assert deframer.feed(framed(b"more")) == []
