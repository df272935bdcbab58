"""Patients are written to in plain words: each sentence of theirs stays below a grade, in both languages."""

import pytest

import catalogs
import plain_words

# Known to be hard: what is here is owed a plainer sentence, each with the reason why it stands meanwhile.
NAMED = "it is the name of a disease or a therapy, which whoever has it knows"
STANDS: dict[str, str] = dict.fromkeys(
    (
        (
            "Has a doctor ever told you that you have a serious disease of the heart muscle or of the heart’s own "
            "arteries?"
        ),
        "Has a doctor ever told you that you have a pheochromocytoma or a carcinoid tumor?",
        "Has a doctor ever told you that you have schizophrenia, or another psychotic disorder?",
        "Have you had another cognitive behavioral therapy (CBT) for trauma?",
    ),
    NAMED,
)


def sentences():
    """Every English sentence of a patient's page with its Spanish, where both are long enough to be measured."""
    for path in catalogs.catalogs():
        for entry in catalogs.read(path):
            pairs = (
                zip(entry.id, entry.string, strict=False)
                if isinstance(entry.id, tuple)
                else ((entry.id, entry.string),)
            )
            for english, spanish in pairs:
                if plain_words.words(english) >= plain_words.FEWEST_WORDS and english not in STANDS:
                    yield pytest.param(english, spanish, id=f"{path.parts[-5]}: {english[:50]}")


SENTENCES = tuple(sentences())


def test_there_are_sentences_to_measure():
    assert len(SENTENCES) > 10


@pytest.mark.parametrize(("english", "_spanish"), SENTENCES)
def test_a_sentence_is_read_by_the_eighth_grade(english, _spanish):
    assert plain_words.grade(english) <= plain_words.HARDEST_GRADE, plain_words.bare(english)


@pytest.mark.parametrize(("_english", "spanish"), SENTENCES)
def test_a_spanish_sentence_is_of_normal_ease_or_easier(_english, spanish):
    assert plain_words.ease(spanish) >= plain_words.LEAST_EASE, plain_words.bare(spanish)


def test_what_is_excused_is_still_there_and_still_hard():
    kept = {entry.id for path in catalogs.catalogs() for entry in catalogs.read(path)}
    assert kept.issuperset(STANDS)
    assert all(plain_words.grade(english) > plain_words.HARDEST_GRADE for english in STANDS)


def test_the_measure_tells_plain_from_hard():
    hard = (
        "Notwithstanding previously communicated contraindications, pharmacological interventions necessitate "
        "comprehensive multidisciplinary reassessment."
    )
    assert plain_words.grade(hard) > 16
    assert plain_words.grade("Sit down. Call us if you feel sick. We can help you now.") < 3
    dificil = "Independientemente de las contraindicaciones comunicadas, las intervenciones requieren reevaluación."
    assert plain_words.ease(dificil) < 30
    assert plain_words.ease("Llame si se siente mal. Le ayudamos hoy.") > 80
