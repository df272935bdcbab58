"""The interaction table's shorthand in plain words, as pages and reports say it."""

import re
from collections.abc import Mapping
from typing import Final

# In this order: what is longer, or would hide a shorter one, comes first.
SAID: Final = tuple(
    (re.compile(shorthand), words)
    for shorthand, words in (
        (r"^sedation, BP DOWN$", "sedation; blood pressure reduced"),
        (r"\bpossible effect DOWN\b", "effect possibly reduced"),
        (r" UP slight\b", " slightly increased"),
        (r" UP small\b", " slightly increased"),
        (r" UP minimal\b", " minimally increased"),
        (r" UP large\b", " much increased"),
        (r" DOWN large\b", " much reduced"),
        (r" DOWN minimal\b", " minimally reduced"),
        (r" DOWN markedly\b", " markedly reduced"),
        (r" DOWN\?", " possibly reduced"),
        (r" DOWN then rebound\b", " reduced, then rebound"),
        (r"\bUP\b", "increased"),
        (r"\bDOWN / shorter\b", "reduced or shorter"),
        (r"\bDOWN\b", "reduced"),
        (r" or SIGNOFF\b", ", or have it approved by a named clinician"),
        (r"\bSIGNOFF if\b", "needs a named clinician's approval if"),
        (r" = MONITOR\b", ": watch more closely"),
        (r"\bTAKE\b", "take"),
        (r"\bBP lability\b", "swings of blood pressure"),
        (r"\bBP/HR watch\b", "watch blood pressure and heart rate"),
        (r"\bbleed harm if BP surge\b", "a bleed does more harm if blood pressure surges"),
        (r"\bclose vitals\b", "watch the vital signs closely"),
        (r"\bBP/HR\b", "blood pressure and heart rate"),
        (r"\bBP, HR\b", "blood pressure and heart rate"),
        (r"\bBP\b", "blood pressure"),
        (r"\bHR\b", "heart rate"),
        (r"\bpeak MAP\b", "highest mean pressure"),
        (r"\bIOP\b", "pressure in the eye"),
        (r"\bresp\. ", "respiratory "),
        (r"\bS-ketamine AUC\b", "exposure to S-ketamine"),
        (r"\besketamine AUC\b", "exposure to esketamine"),
        (r"\bAUC\b", "exposure"),
        (r"\bCmax\b", "peak level"),
        (r"\bno PK effect\b", "no change of kinetics"),
        (r"\bPK\b", "kinetics"),
        (r"\bX <=", "at most "),
        (r", R\)", ", recalled)"),
        (r"\best\. (?=.*\(estimated\))", ""),
        (r"\bx(?=\d)", "× "),
        (r"(?<=\d)x\b", "-fold"),
        (r">=(?=\d)", "at least "),
        (r">(?=\d)", "more than "),
        (r"<(?=\d)", "below "),
        (r"(?<=\d) wk\b", " weeks"),
        (r"(?<=\d) pts\b", " patients"),
        (r"\bmcg\b", "micrograms"),
        (r"\bMDD\+(?=\d)", "with major depression, "),
        (r"\bBD\b", "with bipolar disorder"),
        (r"\bSDLP\b", "of weaving on a driving test"),
        (r"\bNNT\b", "number needed to treat"),
        (r"\bMME\b", "the daily opioid dose as morphine"),
        (r"\bno extra PRN\b", "no extra as-needed dose"),
        (r"\b(\+?)EtCO2 on\b", r"\1expired CO2 on"),
        (r"SpO2\+", "SpO2 and "),
        (r"\bEtCO2\b", "expired CO2"),
        (r"\bUDS by MS\b", "the urine screen by mass spectrometry"),
        (r"\bLFT\b", "liver tests"),
        (r"\bGI symptoms\b", "stomach or bowel symptoms"),
        (r"\bSUD care\b", "care of the addiction"),
        (r"\boral/SL\b", "by mouth or under the tongue"),
        (r"\bACLS team awareness\b", "the resuscitation team should know"),
        (r"\bone ED ketamine\b", "one emergency-department ketamine"),
        (r"\bcheck CV items\b", "check the heart questions"),
        (r"\btriggers CV\d+/CV\d+ review\b", "look again at the heart questions"),
        (r"\bpositive screen = cancel\b", "a positive screen cancels the infusion"),
        (r"\bpre or rescue\b", "before or as rescue"),
        (r"^none direct$", "no direct effect"),
        (r"^as opioid$", "as with an opioid"),
    )
)
# "As above" in the dossier's list means the row before it there; the file is sorted by name.
ABOVE: Final[Mapping[str, str]] = {
    "desiccated thyroid": "levothyroxine",
    "liothyronine": "levothyroxine",
    "erythromycin": "clarithromycin",
    "naltrexone depot": "naltrexone oral",
}
SHORT_NAMES: Final[Mapping[str, str]] = {"naltrexone": "naltrexone oral"}
NOTHING_TO_DO: Final = "no special action"


def plain(shorthand: str) -> str:
    """Say the table's shorthand in words.

    >>> plain("antidepressant effect DOWN / shorter; sedation UP")
    'antidepressant effect reduced or shorter; sedation increased'
    """
    for pattern, words in SAID:
        shorthand = pattern.sub(words, shorthand)
    return shorthand


def spoken(generic: str, column: str, rows: Mapping[str, Mapping[str, str]]) -> str:
    """Say one cell of a medicine's row; a cell that points to another medicine says what stands there."""
    cell = rows[generic][column]
    if column == "advice" and cell == "none":
        return NOTHING_TO_DO
    pointer, _, rest = cell.partition("; ")
    name = ABOVE[generic] if pointer == "as above" else pointer.removeprefix("as ")
    name = SHORT_NAMES.get(name, name)
    if not pointer.startswith("as ") or name not in rows:
        return plain(cell)
    there = f"as with {name}: {spoken(name, column, rows)}"
    return "; ".join(part for part in (there, plain(rest)) if part)
