"""Which diagnosis answers which question: SNOMED CT and ICD-10 codes, and words for records without them."""

from dataclasses import dataclass
from enum import Enum
from re import IGNORECASE, Pattern
from re import compile as pattern
from typing import Final

from leeward.evidence import Cited, Facts, assumed
from leeward.protocol.assessing import Windows


class Reads(Enum):
    """What it takes for a listed diagnosis to answer its question with yes."""

    EVER = "it is or was so"
    NOW = "it is listed as active"
    LATELY = "it began, or ended, inside the window"
    ASK = "the diagnosis hints at the question and does not answer it"


class Doubts(Facts):
    """How long a state may be listed as active before the listing is doubted."""

    pregnancy = assumed("10 month", why="No pregnancy lasts longer; records keep such entries active for ever.")
    eclampsia = assumed("12 month", why="`Lately` in the question; the dossier gives no window.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """One row: a diagnosis, and the question it answers."""

    key: str
    reads: Reads
    snomed: frozenset[str]
    icd10: tuple[str, ...]
    words: Pattern[str] | None
    window: Cited | None = None


def row(
    key: str, reads: Reads, *, snomed: str = "", icd10: str = "", words: str = "", window: Cited | None = None
) -> Meaning:
    """Return a row of the table, from codes with spaces between them and words as a pattern."""
    return Meaning(
        key=key,
        reads=reads,
        snomed=frozenset(snomed.split()),
        icd10=tuple(icd10.split()),
        words=pattern(rf"\b(?:{words})", IGNORECASE) if words else None,
        window=window,
    )


EVER, NOW, LATELY, ASK = Reads
STROKE: Final = "230690007 422504002 266257000"
STROKE_ICD: Final = "I63 I64 G45.0 G45.1 G45.2 G45.8 G45.9"
INFARCT: Final = "22298006 57054005 401303003 401314000"
INFARCT_WORDS: Final = "myocardial infarction|heart attack|STEMI|NSTEMI"
ECLAMPSIA: Final = "15938005 198992004"
PREGNANCY: Final = "72892002 77386006"
PREGNANCY_ICD: Final = "Z33.1 Z34 O09"
PREGNANCY_WORDS: Final = "(?:normal |multiple |twin |high[- ]risk )?pregnancy$|pregnant"

MEANINGS: Final = (
    row("aneurysm", EVER, snomed="432119003 67362008 233985008", icd10="I71 I72 I67.1", words="aneurysm"),
    row(
        "arteriovenous_malformation",
        EVER,
        snomed="24551003 234142008",
        icd10="Q27.3 Q28.2",
        words="arteriovenous malformation",
    ),
    row(
        "intracerebral_hemorrhage",
        EVER,
        snomed="274100004 1386000 21454007",
        icd10="I60 I61 I62",
        words="(?:intra)?(?:cerebral|cranial) ha?emorrhage|subarachnoid ha?emorrhage",
    ),
    row(
        "stroke_or_tia",
        EVER,
        snomed=STROKE,
        icd10=f"{STROKE_ICD} Z86.73",
        words="(?<!heat )stroke|cerebrovascular accident|cerebral infarct|transient isch",
    ),
    row(
        "stroke_recent",
        LATELY,
        snomed=STROKE,
        icd10=STROKE_ICD,
        words="(?<!heat )stroke|transient isch",
        window=Windows.stroke,
    ),
    row(
        "heart_attack", EVER, snomed=f"{INFARCT} 399211009", icd10="I21 I22 I25.2", words=f"{INFARCT_WORDS}|old infarct"
    ),
    row(
        "heart_attack_recent",
        LATELY,
        snomed=f"{INFARCT} 410429000",
        icd10="I21 I22 I46",
        words=f"{INFARCT_WORDS}|cardiac arrest",
        window=Windows.heart_attack,
    ),
    row(
        "severe_heart_disease",
        ASK,
        snomed="53741008 414545008 194828000 410429000 429007001 85898001",
        icd10="I20 I25 I42 I46",
        words="coronary|isch(?:a)?emic heart|angina|cardiomyopathy|cardiac arrest|pulmonary hypertension",
    ),
    row("unstable_heart", NOW, snomed="4557003 56675007", icd10="I20.0", words="unstable angina|acute heart failure"),
    row(
        "heart_failure",
        EVER,
        snomed="84114007 42343007 88805009",
        icd10="I50",
        words="heart failure",
    ),
    row(
        "arrhythmia",
        EVER,
        snomed="49436004 698247007 9651007 111975006",
        icd10="I44.2 I45.81 I47 I48 I49",
        words="atrial fibrillation|atrial flutter|arrhythmia|long qt|prolonged qt|ventricular tachycardia",
    ),
    row(
        "hypertension",
        EVER,
        snomed="59621000 38341003",
        icd10="I10 I11 I12 I13 I15",
        words="(?:essential |arterial |primary )hypertension|^hypertension|high blood pressure",
    ),
    row("hypertensive_encephalopathy", EVER, icd10="I67.4", words="hypertensive encephalopathy"),
    row(
        "raised_intracranial_pressure",
        NOW,
        snomed="271719001 230745008 126952004",
        icd10="G93.2 G91 C71",
        words="(?:raised|increased) intracranial|intracranial hypertension|hydrocephalus|brain tumou?r|glioblastoma",
    ),
    row("head_injury_severe", ASK, snomed="127295002", icd10="S06.2 S06.3 S06.4 S06.5 S06.6", words="traumatic brain"),
    row("head_injury_mild", EVER, snomed="110030002 62106007 62564004", icd10="S06.0", words="concussion"),
    row(
        "seizures",
        EVER,
        snomed=f"84757009 128613002 91175000 703151001 {ECLAMPSIA}",
        icd10="G40 G41 R56 O15",
        words="epilep|seizure|(?:antepartum |postpartum )?(?<!pre)(?<!pre-)eclampsia",
    ),
    row(
        "preeclampsia",
        LATELY,
        snomed=f"398254007 {ECLAMPSIA}",
        icd10="O11 O14 O15",
        words="(?:pre-?)?eclampsia",
        window=Doubts.eclampsia,
    ),
    # One guideline bars any eclampsia, so an old one is asked about.
    row("preeclampsia", ASK, snomed=f"398254007 {ECLAMPSIA}", icd10="O11 O14 O15", words="(?:pre-?)?eclampsia"),
    row(
        "dementia_or_delirium",
        EVER,
        snomed="52448006 26929004 230265002",
        icd10="F00 F01 F02 F03 G30",
        words="dementia|alzheimer",
    ),
    row("dementia_or_delirium", NOW, snomed="2776000", icd10="F05 R41.0", words="delirium"),
    row("acute_eye", NOW, snomed="30041005", icd10="H40.21 S05", words="acute angle[- ]closure"),
    row("glaucoma", EVER, snomed="23986001", icd10="H40 H42", words="glaucoma|ocular hypertension"),
    row(
        "psychotic_disorder",
        EVER,
        snomed="58214004 68890003",
        icd10="F20 F22 F23 F25 F28 F29",
        words="schizophreni|schizoaffective|psychotic disorder",
    ),
    row("mood_psychosis", EVER, icd10="F30.2 F31.2 F31.5 F32.3 F33.3"),
    row("bipolar_disorder", EVER, snomed="13746004", icd10="F30 F31", words="bipolar"),
    row("dissociative_disorder", EVER, snomed="44376007", icd10="F44", words="dissociative"),
    row(
        "suicide_risk_imminent",
        ASK,
        snomed="6471006 82313006 55680006",
        icd10="R45.85 T14.91 X6 X7 X83",
        words="suicid|overdose",
    ),
    row(
        "substance_use_disorder",
        ASK,
        snomed="7200002 66590003 191816009 5602001 6525002 55680006",
        icd10="F10 F11 F12 F13 F14 F15 F16 F18 F19",
        words="alcoholism|(?:alcohol|drug|opioid|cocaine|substance)[a-z ]{0,80}(?:abuse|dependence|disorder)|overdose",
    ),
    row("liver_failure", NOW, snomed="59927004", icd10="K72", words="(?:hepatic|liver) failure"),
    row("liver_failure", ASK, snomed="19943007", icd10="K70.3 K74.6", words="cirrhosis"),
    row("ketamine_bladder_injury", EVER, words="ketamine[- ](?:induced |associated )?(?:cystitis|bladder|uropathy)"),
    row("bladder_symptoms", ASK, icd10="N30.1 R31", words="interstitial cystitis|ha?ematuria|overactive bladder"),
    row("dialysis", NOW, snomed="105502003", icd10="Z99.2", words="(?:renal |h[a]?emo|peritoneal )?dialysis"),
    row("dialysis", ASK, snomed="46177005", icd10="N18.6", words="end[- ]stage renal"),
    row("hyperthyroidism_untreated", ASK, snomed="34486009", icd10="E05", words="hyperthyroid|thyrotoxicosis"),
    row("pheochromocytoma_or_carcinoid", EVER, snomed="302835009", icd10="E34.0", words="pha?eochromocytoma|carcinoid"),
    row("sleep_apnea", EVER, snomed="73430006 78275009", icd10="G47.3", words="sleep apn"),
    row(
        "severe_lung_disease",
        NOW,
        snomed="370221004",
        icd10="J45.5 J46",
        words="severe (?:persistent )?(?:asthma|copd)",
    ),
    row(
        "severe_lung_disease",
        ASK,
        snomed="13645005 87433001 185086009 195967001",
        icd10="J43 J44 J45",
        words="copd|chronic obstructive|(?:pulmonary )?emphysema|asthma",
    ),
    row("difficult_airway", EVER, icd10="T88.4", words="difficult (?:airway|intubation)"),
    row("pregnant", NOW, snomed=PREGNANCY, icd10=PREGNANCY_ICD, words=PREGNANCY_WORDS, window=Doubts.pregnancy),
    row("could_be_pregnant", NOW, snomed=PREGNANCY, icd10=PREGNANCY_ICD, words=PREGNANCY_WORDS),
    row("breastfeeding", NOW, snomed="413712001", icd10="Z39.1", words="breast ?feeding|lactating"),
    row("porphyria", EVER, snomed="234422006", icd10="E80.2", words="acute [a-z]+ porphyria|variegate porphyria"),
    row("porphyria", ASK, snomed="418470004", icd10="E80", words="porphyria"),
)
