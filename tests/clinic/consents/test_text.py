"""The words that are signed: plain, honest, with every number from its source, and read back as they were written."""

import re

import pytest

from leeward.assessment.harms import FeltByVein, FeltWithNasalSpray, Found
from leeward.clinic.consents import wording
from leeward.protocol.assessing import Windows

TEXT = wording.shipped().text
KEYS = (
    "off_label", "benefit", "alternatives", "effects", "driving", "bladder", "dependence", "pregnancy", "unknown",
    "stop",
)  # fmt: skip


def test_every_key_point_has_a_box_of_its_own():
    assert tuple(point.key for point in wording.points(TEXT)) == KEYS


SAID = (
    "It has not approved it for PTSD",
    "suggests against ketamine for PTSD",
    "about 7 of 10 improved by at least 30% with ketamine and 2 of 10 with a comparison drug",
    "A larger study of 158 veterans and service members found no difference for PTSD",
    "benefits often fade in about a month",
    "We cannot tell beforehand who will improve.",
    "prolonged exposure (PE), cognitive processing therapy (CPT), and EMDR",
    "paroxetine, sertraline, venlafaxine",
    "Do not drive",
    "Ketamine is not given in pregnancy.",
    "It is given then only if you and your prescriber have decided so together",
    f"the milk of the {Windows.milk.to('h'):g} hours after an infusion is thrown away",
    "You can say stop before, during or after any infusion, without a reason.",
)


@pytest.mark.parametrize("words", SAID)
def test_what_has_to_be_said_is_said(words):
    assert words in TEXT


@pytest.mark.parametrize("words", ["works for", "proven", "effective", "cure", "breakthrough", "will help you"])
def test_nothing_is_promised(words):
    assert words not in TEXT.lower()


def test_the_evidence_keeps_to_the_scale_of_verbs():
    lines = [line for block in wording.blocks(TEXT) for line in block.items if "ertain" in line.partition(":")[0]]
    assert len(lines) == 4
    for line in lines:
        if line.startswith("Low certainty"):
            assert " may " in line
    assert sum(line.startswith("Very uncertain") for line in lines) == 2


def test_every_number_of_a_study_comes_from_a_row_with_a_source():
    felt = TEXT.partition("## What you may feel")[2].partition("## ")[0]
    counted = {
        f"{row.quantity.number:.0f}" for table in (FeltByVein, FeltWithNasalSpray, Found) for row in table.rows()
    }
    assert set(re.findall(r"\b\d+\b", felt)) <= counted | {"100"}
    assert "{" not in TEXT


def test_sentences_are_short_enough_to_be_read():
    sentences = [
        s for block in wording.blocks(TEXT) if block.kind == "paragraph" for s in re.split(r"[.!?:] ", block.says)
    ]
    longest = max(sentences, key=lambda s: len(s.split()))
    assert len(longest.split()) <= 40, longest
    assert sum(len(s.split()) for s in sentences) / len(sentences) < 15


def test_the_text_is_read_back_as_it_was_written():
    def written(block):
        if block.kind == "items":
            return "\n".join(f"- {item}" for item in block.items)
        before = {"title": "# ", "heading": "## ", "point": f"[ ] {block.key}: "}.get(block.kind, "")
        return before + (wording.YOUR_RECORD if block.kind == "record" else block.says)

    assert "\n\n".join(map(written, wording.blocks(TEXT))) + "\n" == TEXT


def test_what_the_record_says_stands_between_the_alternatives():
    text = wording.for_person(TEXT, ("First-line treatments not tried yet: EMDR.",))
    assert (
        "What your record here says about you:\n\n- First-line treatments not tried yet: EMDR.\n\nYou may choose"
        in text
    )
    assert wording.YOUR_RECORD not in text
    assert "You have tried all of these." in wording.for_person(TEXT, ())


def test_a_clinic_adds_words_and_cannot_add_a_box_or_a_heading():
    own = "# We record sessions on paper.\r\n\r\n- [ ] stop: free\n- second [your record]"
    text = wording.with_own(own)
    assert tuple(point.key for point in wording.points(text)) == (*KEYS, "own")
    assert text.count(wording.YOUR_RECORD) == 1
    assert "We record sessions on paper." in text
    assert text.index("## From this clinic") < text.index("## Where these statements come from")
    assert wording.with_own("   ") == TEXT


def test_one_letter_is_another_hash():
    assert wording.digest(TEXT) != wording.digest(TEXT.replace("driving", "drivinh", 1))
    assert len(wording.digest(TEXT)) == 64
