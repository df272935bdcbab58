"""Questionnaires of FHIR built for tests: a clinic's wording, whole or broken on purpose."""

from typing import Any

from leeward.instruments import Scale, ScaleItem

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"


def an_option(says: str, score: int | float | None, *, code: str = "", url: str = ORDINAL) -> dict[str, Any]:
    coding = {"system": "http://example.org", "code": code or says, "display": says}
    if score is None:
        return {"valueCoding": coding}
    return {"valueCoding": coding, "extension": [{"url": url, "valueDecimal": score}]}


def a_question(item: ScaleItem, **changes: Any) -> dict[str, Any]:
    options = [
        an_option(f"Answer {item.number}.{answer}", item.points(answer), code=f"a{answer}")
        for answer in range(item.low, item.high + 1)
    ]
    asked = {
        "linkId": f"q{item.number}",
        "text": f"Official words of item {item.number}",
        "type": "choice",
        "answerOption": options,
    }
    return {key: value for key, value in (asked | changes).items() if value is not None}


def a_form(scale: Scale, **changes: Any) -> dict[str, Any]:
    return {
        "resourceType": "Questionnaire",
        "title": f"{scale.name}, as licensed",
        "copyright": "Its owner",
        "status": "active",
        "item": [a_question(item) for item in scale.items],
    } | changes


def a_condition(question: str, sign: str, **answer: Any) -> dict[str, Any]:
    return {"question": question, "operator": sign, **answer}
