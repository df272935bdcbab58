"""No message says what the clinic treats, in any language, by any channel; and a text message fits into one."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.clinic.messaging import addresses, links, replies, segments
from leeward.clinic.messaging.clinical_words import STEMS, clinical_words_in
from leeward.clinic.messaging.models import Channel, Kind
from leeward.clinic.messaging.wording import About, discreet, words

LANGUAGES = ("en", "es")
VISIT = datetime(2026, 11, 26, 17, 30, tzinfo=UTC)
TOKEN = "Zm9yIGEgdGVzdCBvbmx5LCBub3RoaW5nIG1vcmU"  # as long as a link's secret


def about(**told):
    return About(**{
        "clinic": "Harbor", "link": f"https://harbor.example/q/{TOKEN}/", "stop": f"https://harbor.example/stop/{TOKEN}/",
        "zone": ZoneInfo("America/Denver"), "lives": ZoneInfo("America/Denver"),
        "visit_at": VISIT, "phone": "+1 303 555 0100", "emergency": "911", **told,
    })  # fmt: skip


EVERY = [
    pytest.param(kind, channel, language, id=f"{kind}-{channel}-{language}")
    for kind in Kind
    for channel in Channel
    for language in LANGUAGES
]


@pytest.mark.parametrize(("kind", "channel", "language"), EVERY)
def test_no_message_tells_what_the_clinic_treats(kind, channel, language):
    told = words(kind, channel, about(), language=language)
    assert clinical_words_in(f"{told.subject} {told.text}") == ()


@pytest.mark.parametrize(("kind", "channel", "language"), EVERY)
def test_every_message_says_from_whom_it_is_where_it_leads_and_how_to_end_it(kind, channel, language):
    told = words(kind, channel, about(is_answered=True), language=language)
    assert "Harbor" in told.text
    assert f"https://harbor.example/q/{TOKEN}/" in told.text
    assert ("STOP" in told.text or "ALTO" in told.text) if channel is Channel.SMS else "/stop/" in told.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_a_text_message_is_one_message_of_the_small_alphabet(kind, language):
    text = words(kind, Channel.SMS, about(is_answered=True), language=language).text
    found = segments.segments(text)
    assert (found.is_gsm, found.count) == (True, 1), (found.length, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_differ(language):
    told = {kind: words(kind, Channel.EMAIL, about(), language=language).text for kind in Kind}
    assert len(set(told.values())) == len(Kind)
    assert all(("Hello" in text) is (language == "en") for text in told.values())


def test_a_visit_is_told_by_the_clinics_clock():
    assert "Nov 26, 10:30 AM" in words(Kind.VISIT, Channel.SMS, about(), language="en").text
    assert "Thursday, November 26, 10:30 AM" in words(Kind.VISIT, Channel.EMAIL, about(), language="en").text
    assert "jueves 26 de noviembre, 10:30" in words(Kind.VISIT, Channel.EMAIL, about(), language="es").text


def test_who_lives_by_another_clock_is_told_whose_clock_it_is():
    away = about(lives=ZoneInfo("Asia/Tokyo"))
    assert "Thursday, November 26, 10:30 AM (Denver time)" in words(Kind.VISIT, Channel.EMAIL, away, language="en").text
    assert "10:30 (hora de Denver)" in words(Kind.VISIT, Channel.EMAIL, away, language="es").text
    for language in LANGUAGES:
        text = words(Kind.VISIT, Channel.SMS, about(lives=away.lives, is_answered=True), language=language).text
        found = segments.segments(text)
        assert "(Denver)" in text
        assert (found.is_gsm, found.count) == (True, 1), (found.length, text)
    here = about(lives=ZoneInfo("America/Boise"))  # another name, the same clock
    assert "time)" not in words(Kind.VISIT, Channel.EMAIL, here, language="en").text


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_in_a_spanish_text_message_is_spanish(month):
    told = about(visit_at=VISIT.replace(month=month))
    text = words(Kind.VISIT, Channel.SMS, told, language="es").text
    assert re.search(r"el 26 [a-z]+, \d", text), text
    assert segments.segments(text).is_gsm


@pytest.mark.parametrize("name", ["Ketamine Wellness Center", "Clínica de Depresión", "Trauma Recovery"])
def test_a_clinic_whose_name_tells_is_not_named(name):
    assert discreet(name) == "Your clinic"
    assert name not in words(Kind.NOTE, Channel.EMAIL, about(clinic=name), language="en").text


@given(st.sampled_from(STEMS), st.sampled_from(["", " ", "Your "]), st.sampled_from(["", "s", "es", "a"]))
def test_a_clinical_word_is_found_wherever_it_stands(stem, before, after):
    assert clinical_words_in(f"{before}{stem}{after} today")
    assert clinical_words_in(f"{before}{stem.upper()}{after}")


def test_the_secret_of_a_link_is_no_word_but_its_path_is():
    assert clinical_words_in(f"https://harbor.example/q/{TOKEN[:20]}dose{TOKEN}/") == ()
    assert clinical_words_in("https://harbor.example/ketamine/") == ("ketamine",)


@given(st.text(alphabet=sorted(segments.GSM), max_size=700))
def test_the_small_alphabet_holds_160_and_then_153_each(text):
    expected = 1 if len(text) <= 160 else -(-len(text) // 153)
    assert segments.segments(text).count == expected


@given(st.text(max_size=300))
def test_no_text_has_fewer_messages_than_its_letters_need(text):
    found = segments.segments(text)
    assert found.count >= max(1, -(-found.length // (160 if found.is_gsm else 70)))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("3035550100", "has no country"),
        ("+0 303 555", "no telephone number"),
        ("+1 303 555 01O0", "no telephone number"),
        ("+1234567890123456", "no telephone number"),
        ("", "has no country"),
    ],
)
def test_a_number_that_cannot_be_written_to_is_refused_in_a_sentence(text, says):
    with pytest.raises(addresses.NoAddress, match=says):
        addresses.phone_of(text)


@pytest.mark.parametrize(
    "text", ["ada", "ada@", "@example.org", "a b@example.org", "ada@example.org\nBcc: x@y.org", ""]
)
def test_a_mail_address_that_cannot_be_written_to_is_refused(text):
    with pytest.raises(addresses.NoAddress, match="no e-mail address"):
        addresses.email_of(text)


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True), st.sampled_from([" ", "-", ".", "(", ")"]))
def test_a_number_is_the_same_however_it_is_set_apart(number, between):
    assert addresses.phone_of(number[:3] + between + number[3:]) == number
    assert number not in addresses.masked(number)


@given(st.uuids(), st.binary(min_size=1, max_size=3))
def test_a_stop_link_holds_for_its_message_only(message_id, other):
    token = links.stop_token(message_id)
    assert links.message_of(token) == message_id
    assert links.message_of(token[:-2] + ("AA" if token[-2:] != "AA" else "BB")) is None
    assert links.message_of(other.hex()) is None


@pytest.mark.parametrize("text", ["STOP", "stop.", " Alto", "BAJA por favor", "Unsubscribe me", "FIN"])
def test_a_stop_word_is_understood_in_both_languages(text):
    assert replies.is_stop(text)


@pytest.mark.parametrize("text", ["", "yes", "I cannot stop", "gracias", "…", "1"])
def test_any_other_answer_ends_nothing(text):
    assert not replies.is_stop(text)
