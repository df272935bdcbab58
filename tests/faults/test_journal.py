"""What the journal does when a process dies, a line is torn, or a file is tampered with."""

import pytest

from bedside import a_start, an_end, an_event, at
from leeward.infusion.account import delivered
from leeward.infusion.events import CannotRead, MonitoringInterrupted, NoteWritten, Paused, Resumed
from leeward.infusion.journal import BEGINNING, CannotAppend, append, events, from_line, head, to_line, verify
from leeward.infusion.machine import replay


def a_session():
    return [
        *a_start(),
        an_event(Paused, at(10), reason="nausea"),
        an_event(Resumed, at(15), rate_ml_per_h=60.0),
        an_event(NoteWritten, at(20), text="calm, übel vorbei"),
        an_end(at(45)),
    ]


def written(happened):
    journal = ()
    for event in happened:
        journal = append(journal, event)
    return journal


@pytest.mark.hazard("H25 server crash or restart")
@pytest.mark.parametrize("survived", range(len(a_session()) + 1))
def test_after_a_crash_at_any_point_the_lines_that_survived_give_state_and_account(survived):
    happened = a_session()
    lines = [to_line(entry) for entry in written(happened)][:survived]
    journal = tuple(from_line(line) for line in lines)
    assert verify(journal) is None
    assert replay(events(journal)) is replay(happened[:survived])
    assert delivered(events(journal), now=at(60)) == delivered(happened[:survived], now=at(60))


@pytest.mark.hazard("H25 server crash or restart")
def test_what_was_sent_again_after_a_crash_does_not_stand_twice():
    happened = a_session()
    journal = written(happened[:3])
    for event in happened:
        journal = append(journal, event)
    assert journal == written(happened)


@pytest.mark.hazard("H25 server crash or restart")
def test_the_time_in_which_nobody_watched_is_recorded():
    gap = an_event(MonitoringInterrupted, at(12), since=at(10, s=30), reason="the server restarted")
    journal = written([*a_session()[:4], gap])
    assert from_line(to_line(journal[-1])).event == gap


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_torn_last_line_is_refused_and_the_rest_is_whole(cut):
    lines = [to_line(entry) for entry in written(a_session())]
    with pytest.raises(CannotRead):
        from_line(lines[-1][:-cut])
    assert verify([from_line(line) for line in lines[:-1]]) is None


@pytest.mark.hazard("H36 audit tampering")
def test_a_changed_text_is_found_even_when_its_own_hash_is_made_to_fit():
    journal = written(a_session())
    forged = written([*a_session()[:4], an_event(NoteWritten, at(20), text="wild"), an_end(at(45))])
    assert verify(forged) is None
    mixed = (*journal[:4], forged[4], *journal[5:])
    assert verify(mixed) == 5 or verify(mixed) == 6
    assert head(forged) != head(journal)


@pytest.mark.parametrize("line", [b"", b"null", b"[]", b"{}", b'{"seq":1}', b"\xff", b"[" * 100_000])
def test_what_is_no_journal_line_is_refused_with_a_sentence(line):
    with pytest.raises(CannotRead, match="cannot be read"):
        from_line(line)


def test_another_content_under_a_known_id_is_refused():
    journal = written(a_session())
    known = journal[4].event
    with pytest.raises(CannotAppend, match="Entry 5 already has the id"):
        append(journal, an_event(NoteWritten, at(20), text="other", event_id=known.event_id))


def test_an_empty_journal_is_whole_and_has_a_head():
    assert verify(()) is None
    assert head(()) == BEGINNING


@pytest.mark.parametrize("spelled", [lambda line: line + b"\n", lambda line: line.replace(b":", b": ", 1)])
def test_a_line_spelled_otherwise_is_refused_even_when_it_means_the_same(spelled):
    with pytest.raises(CannotRead, match="not spelled as it was written"):
        from_line(spelled(to_line(written(a_session())[0])))
