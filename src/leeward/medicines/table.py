"""The interaction table, read once from the file that pharmacists can read too."""

import csv
from collections.abc import Mapping
from importlib.resources import files

from leeward.evidence import Reference, Source, Status
from leeward.evidence import sources as s
from leeward.medicines.interaction import DayAction, Effect, Interaction, Severity
from leeward.medicines.spoken import spoken

STATUS = {
    "V": Status.READ,
    "V2": Status.SECONDARY,
    "R": Status.RECALLED,
    "X": Status.DERIVED,
    "D": Status.ASSUMED,
}

# The dossier's short keys. "class" (recalled class pharmacology), "D" (our default) and "local order" have no source.
SOURCES: dict[str, Source] = {
    "AND17": s.ANDRADE_2017,
    "ANDR20": s.ANDRASHKO_2020,
    "BART15": s.BARTOVA_2015,
    "CLON5": s.TSUKUBA_CLONIDINE,
    "DOAK93": s.DOAK_1993,
    "DRIVE1": s.DRIVE_2017,
    "EDKET": s.ED_KETAMINE_2011,
    "FED14-N": s.FEDER_NEWS_2014,
    "FEE23": s.RAPID_BENZO_2023,
    "GLP24": s.GLP_2024,
    "HAG10": s.HAGELBERG_2010,
    "KAP71": s.KAPLAN_1971,
    "KAPX": s.CLINIC_EXCLUSIONS,
    "KAT-CZ": s.CLINIC_EXCLUSIONS,
    "KET-UK": s.KETALAR_UK,
    "KET-US": s.KETALAR_US,
    "KTN-NO": s.KETANEST_NO,
    "LUD21": s.LUDWIG_2021,
    "MEMA": s.MEMANTINE_EU,
    "MUN93": s.MUNRO_1993,
    "NCT06036511": s.NCT06036511,
    "NOP11K": s.NOPPERS_2011,
    "OXF": s.OXFORD_NHS,
    "PEL11": s.PELTONIEMI_2011,
    "PEL12G": s.PELTONIEMI_2012_GRAPEFRUIT,
    "PEL12R": s.PELTONIEMI_2012_RIFAMPICIN,
    "PEL12S": s.PELTONIEMI_2012_HYPERICUM,
    "PRAZ87": s.PRAZOSIN_1987,
    "PS11": s.TRIAL_TABLE_2023,
    "RAO16": s.RAO_2016,
    "SENER": s.SENER,
    "SPAQI25": s.SPAQI_2025,
    "SPR-IX": s.SPRAVATO_PH,
    "SPR-OD": s.SPRAVATO_OVERDOSE,
    "SPR-US": s.SPRAVATO_US,
    "STIM": s.STIMULANTS_NOTE,
    "SZAR20": s.SZARMACH_2020,
    "T-GRUN": s.TRIAL_TABLE_2023,
    "TRIS": s.TRISSEL,
    "UDS-I": s.KETAMINE_SCREEN,
    "VER21": s.VERAART_2021,
    "WIL18": s.WILLIAMS_2018,
}
WITHOUT_SOURCE = frozenset({"class", "D", "local order"})


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _cites(row: dict[str, str]) -> tuple[Reference, ...]:
    """Resolve the row's keys; a word in brackets after a key says how it was used."""
    found = []
    for cell in _several(row["source_key"]):
        key, _, remark = cell.partition(" (")
        if key not in WITHOUT_SOURCE:
            at = f"interactions: {row['dossier_row']}" + (f" ({remark}" if remark else "")
            found.append(Reference(SOURCES[key], at, STATUS[row["status"]]))
    return tuple(found)


def _interaction(row: dict[str, str], rows: Mapping[str, Mapping[str, str]]) -> Interaction:
    severity = Severity[row["severity"]]
    return Interaction(
        generic=row["generic"],
        brands=_several(row["brands"]),
        synonyms=_several(row["synonyms"]),
        klass=row["klass"],
        counts_as=tuple(Effect(effect) for effect in _several(row["counts_as"])),
        mechanism=row["mechanism"],
        effect=spoken(row["generic"], "effect", rows),
        severity=severity,
        severity_by_mouth=Severity[row["severity_by_mouth"]] if row["severity_by_mouth"] else severity,
        advice=spoken(row["generic"], "advice", rows),
        on_the_day=DayAction[row["on_the_day"]],
        source_key=row["source_key"],
        status=STATUS[row["status"]],
        cites=_cites(row),
    )


def _read() -> tuple[Interaction, ...]:
    with (files("leeward.medicines") / "interactions.csv").open(encoding="utf-8") as lines:
        rows = {row["generic"]: row for row in csv.DictReader(lines)}
    return tuple(_interaction(row, rows) for row in rows.values())


INTERACTIONS: tuple[Interaction, ...] = _read()
BY_GENERIC = {interaction.generic: interaction for interaction in INTERACTIONS}
