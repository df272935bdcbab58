"""Words that no message may hold: whoever reads over a shoulder learns that there is a clinic, and not what for."""

import re
from typing import Final

STEMS: Final = (  # beginnings of words, in English and in Spanish, without accents
    "ketamin", "esketamin", "spravato", "infus", "inyec", "inject", "dose", "dosis", "mg", "milligram", "miligramo",
    "drug", "droga", "medicin", "medicat", "medicament", "pill", "pastilla", "farmac", "pharma", "prescri", "receta",
    "ptsd", "tept", "trauma",
    "depress", "depres", "anxi", "ansied", "suicid", "pcl", "phq", "gad", "cadss", "score", "puntaje", "puntuac",
    "symptom",
    "sintoma", "diagnos", "psychi", "psiqu", "psycho", "psico", "mental", "therap", "terap", "treat", "tratam",
    "disord",
    "trastorn", "disease", "enfermed", "illness", "patient", "pacient", "veteran", "nightmare", "pesadilla", "bladder",
    "vejiga", "pressure", "presion", "pregnan", "embaraz", "addict", "adicc", "alcohol", "dissoci", "disoci",
    "crisis", "wellness", "recover", "recuper", "nurse", "enfermer", "psychedel", "psicodel", "behavior", "conductual",
)  # fmt: skip
BARE: Final = str.maketrans("áéíóúüñ", "aeiouun")
FOUND: Final = re.compile(r"\b(?:" + "|".join(STEMS) + r")\w*", re.IGNORECASE)
LINK: Final = re.compile(r"https?://\S+")


def clinical_words_in(text: str) -> tuple[str, ...]:
    """Return the clinical words of a text; of a link, which only a machine reads, its secret is left out.

    >>> clinical_words_in("Your infusion is tomorrow")
    ('infusion',)
    """
    return tuple(found.group() for found in FOUND.finditer(_readable(text).lower().translate(BARE)))


def _readable(text: str) -> str:
    """Return a text with the path of each link kept and whatever is drawn by chance in it left out."""
    return LINK.sub(lambda link: re.sub(r"[A-Za-z0-9_\-]{20,}", "", link.group()), text)
