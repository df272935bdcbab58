"""Patients read their own language: every sentence of theirs has its Spanish, and compiled files are current."""

import re

import pytest

import catalogs

PLACE = re.compile(r"%\(\w+\)[sd]|{\w*}")


@pytest.mark.parametrize("app", catalogs.apps())
def test_every_sentence_of_a_patients_page_has_its_spanish(app):
    assert catalogs.catalog_of(app).exists(), f"Write {catalogs.catalog_of(app)}."
    assert catalogs.missing(app) == [], "Run: python tests/catalogs.py missing"


@pytest.mark.parametrize("path", catalogs.catalogs(), ids=lambda path: path.parts[-5])
def test_the_compiled_words_are_those_of_the_readable_file(path):
    built = path.with_suffix(".mo")
    assert built.exists(), "Run: python tests/catalogs.py"
    assert built.read_bytes() == catalogs.compiled(path), "Run: python tests/catalogs.py"


@pytest.mark.parametrize("path", catalogs.catalogs(), ids=lambda path: path.parts[-5])
def test_nothing_is_guessed_and_every_place_for_a_word_is_kept(path):
    for entry in catalogs.read(path):
        if not entry.id:
            continue
        assert not entry.fuzzy, entry.id
        ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        said = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        places = {place for each in ids for place in PLACE.findall(each)}
        for each in said:
            assert set(PLACE.findall(each)) <= places, entry.id
            assert len(said) > 1 or set(PLACE.findall(each)) == places, entry.id


@pytest.mark.parametrize("path", catalogs.catalogs(), ids=lambda path: path.parts[-5])
def test_no_catalog_keeps_words_that_nobody_asks_for(path):
    asked = {each if isinstance(each, str) else each[0] for each in catalogs.asked_for(path.parts[-5])}
    kept = {entry.id[0] if isinstance(entry.id, tuple) else entry.id for entry in catalogs.read(path) if entry.id}
    assert kept <= asked, kept - asked


def translated_templates():
    return [path for app in catalogs.apps() for path in catalogs.templates(app) if catalogs.speaks(path)]


@pytest.mark.parametrize("path", translated_templates(), ids=lambda path: "/".join(path.parts[-2:]))
def test_a_page_that_is_translated_leaves_no_word_behind(path):
    assert catalogs.bare_text(path) == []


def test_the_readers_see_what_they_should(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}<p class="bare">Left</p>{% translate "Told" %}{% blocktranslate %}All{% endblocktranslate %}'
    )
    assert catalogs.bare_text(page) == ["Left"]
    assert catalogs.speaks(page)
    assert list(catalogs._of_template(page)) == ["Told", "All"]
