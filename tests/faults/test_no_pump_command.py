"""Nothing of the source can command a device: no order is named in any expression; only results and answers go out."""

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "leeward"
ORDERS = re.compile(r"\bRGV\b|\bSet(Value|String|MetricState|AlertState|ComponentState|ContextState)\b|\bActivate\b")
OPERATIONS = {
    "set_service_client", "set_numeric_value", "set_string", "set_metric_state", "set_alert_state",
    "set_component_state", "context_service_client", "activate", "call_operation",
}  # fmt: skip
REFUSES = ("devices/hl7_head.py",)  # it names RGV to refuse it


@pytest.mark.hazard("H30 pause or stop not recorded")
def test_no_word_of_the_source_commands_a_device():
    """No HL7 RGV message and no SDC set operation is named in any expression or text that is not an explanation."""
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno} {text[:60]!r}"
        for path in sorted(SOURCE.rglob("*.py"))
        if str(path.relative_to(SOURCE)) not in REFUSES
        for node, text in _texts(ast.parse(path.read_text(encoding="utf-8")))
        if ORDERS.search(text) or (text in OPERATIONS and "devices" in path.parts)
    ]
    assert not found, found


@pytest.mark.hazard("H30 pause or stop not recorded")
def test_whoever_writes_messages_writes_results_and_answers_only():
    written = set()
    for path in (SOURCE / "devices").glob("*.py"):
        for _, text in _texts(ast.parse(path.read_text(encoding="utf-8"))):
            written |= set(re.findall(r"\b(ORU|ACK|RGV|RDE|OMP|ORM|OML|ADT)\b\^", text))
    assert written <= {"ORU", "ACK"}, written


def _texts(tree):
    explained = {
        id(body[0].value)
        for node in ast.walk(tree)
        if (body := getattr(node, "body", None)) and isinstance(body, list) and isinstance(body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and id(node) not in explained:
            yield node, node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
        elif isinstance(node, ast.Attribute):
            yield node, node.attr
        elif isinstance(node, ast.Name):
            yield node, node.id
