"""No sentence of a rule keeps a shipped number where the clinic has set another one."""

import re

import pytest

from leeward.assessment import EVERY as RULES
from leeward.evidence import Cited
from leeward.protocol.adjustable import BY_NAME
from leeward.protocol.thresholds import Thresholds

NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
CITED = [
    (rule, row) for rule in RULES for row in rule.cites if isinstance(row, Cited) and row.name in BY_NAME
]  # fmt: skip


def numbers(text):
    return NUMBER.findall(text)


@pytest.mark.parametrize(("rule", "row"), CITED, ids=lambda one: getattr(one, "key", "") or one.name.split(".")[-1])
def test_a_rule_says_the_number_in_force_and_not_the_shipped_one(rule, row):
    limit = BY_NAME[row.name]
    other = limit.loosest if limit.strictest.name == limit.name else limit.strictest
    limits = Thresholds(changed=((row.name, other.quantity),))
    shipped = f"{limit.shipped.number:g}"
    others = {f"{cited.quantity.number:g}" for cited in rule.cites_in_force(limits) if isinstance(cited, Cited)}
    if shipped not in others:
        assert shipped not in numbers(rule.sentence(limits))
        assert shipped not in numbers(rule.needs)
