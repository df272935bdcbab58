"""Leeward listens to devices and commands none: nothing in it sets a value, starts an operation or writes an order."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "leeward"
COMMANDS = re.compile(
    r"\bRGV\^|SetValue|SetString|SetMetricState|SetContextState|SetAlertState|Msg\.Activate|"
    r"set_service_client|context_service_client|\.set_(?:numeric_value|string|alert_state|metric_state|context_state)\(|"
    r"\.activate\((?!_)",
)
ALLOWED = "Leeward takes no part in programming one"


def test_nothing_in_the_product_commands_a_device():
    found = [
        f"{path.relative_to(SOURCE)}:{number}: {line.strip()}"
        for path in sorted((SOURCE / "devices").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if COMMANDS.search(line) and ALLOWED not in line
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    ["consumer.set_service_client.set_numeric_value(", "client.activate(handle)", "RGV^O15", "msg_types.SetValue()"],
)
def test_a_command_would_be_found(line):
    assert COMMANDS.search(line)
