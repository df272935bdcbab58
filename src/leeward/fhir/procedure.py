"""Read procedures: one that was done may say what the patient has, or hint at it; what was not done says nothing."""

from datetime import date
from typing import Final

from leeward.fhir.condition import Meaning, Reads, row
from leeward.fhir.dates import moment_of, written_day
from leeward.fhir.findings import Findings, findings
from leeward.fhir.tree import Node, text

EVER, ASK = Reads.EVER, Reads.ASK
# Few are sure: the repair of an aneurysm says that there was one, a bypass does not say how severe the disease is.
PROCEDURES: Final[tuple[Meaning, ...]] = (
    row(
        "aneurysm",
        EVER,
        words="(?:repair|clipping|coiling|embolization|resection|stenting) of [a-z ]{0,80}aneurysm|"
        "aneurysm (?:repair|clip)",
    ),
    row(
        "severe_heart_disease",
        ASK,
        snomed="232717009 415070008 36969009",
        words="coronary|heart transplant|bypass graft",
    ),
    row("stroke_or_tia", ASK, words="carotid (?:endarterectomy|stent)|(?:cerebral|mechanical) thrombectomy"),
    row("arrhythmia", ASK, words="pacemaker|cardioverter|defibrillat|(?:catheter|cardiac) ablation|cardioversion"),
    row("raised_intracranial_pressure", ASK, words="ventriculo-?(?:peritoneal|atrial) shunt|craniotomy|craniectomy"),
    row("dialysis", ASK, snomed="265764009 302497006", words="(?:renal |h[a]?emo|peritoneal )?dialysis"),
    row("sleep_apnea", ASK, words="positive airway pressure|CPAP"),
    row("difficult_airway", ASK, words="tracheostomy|tracheotomy|awake (?:fiberoptic )?intubation"),
    row("seizures", ASK, words="vagus nerve stimulat|epilepsy surgery"),
    row("liver_impairment", ASK, words="liver transplant|transjugular"),
)
STANDING: Final = {"completed": "", "in-progress": "", "entered-in-error": "entered-in-error"}
NOT_DONE: Final = frozenset({"not-done", "stopped", "on-hold", "preparation"})


def procedures(resources: tuple[Node, ...], *, on: date) -> Findings:
    """Sort the procedures as they stand on the day we look."""
    return findings(tuple(_as_finding(one) for one in resources), on=on, table=PROCEDURES)


def _as_finding(resource: Node) -> Node:
    """Return a procedure in the shape in which findings are read."""
    status = text(resource, "status").lower()
    verified = "not-done" if status in NOT_DONE else STANDING.get(status, "unconfirmed")
    done = moment_of(resource, "performed") or moment_of(resource, "occurrence")
    return {
        "resourceType": "Procedure",
        "id": text(resource, "id"),
        "code": resource.get("code"),
        "verificationStatus": {"coding": [{"code": verified}]},
        "clinicalStatus": {"coding": [{"code": status}]},
        "onsetDateTime": written_day(done).isoformat() if done else "",
    }
