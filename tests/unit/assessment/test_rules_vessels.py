"""The table of the rules in assessment/rules/vessels.py: what is charted, and what the rule answers."""

import pytest

from charts import answer, rows

TABLE = """
aneurysm                   |                                          | unknown
aneurysm                   | aneurysm = yes                           | yes
aneurysm                   | aneurysm = no                            | no
arteriovenous-malformation |                                          | unknown
arteriovenous-malformation | arteriovenous_malformation = yes         | yes
arteriovenous-malformation | arteriovenous_malformation = no          | no
intracerebral-hemorrhage   |                                          | unknown
intracerebral-hemorrhage   | intracerebral_hemorrhage = yes           | yes
intracerebral-hemorrhage   | intracerebral_hemorrhage = no            | no
stroke                     |                                          | unknown
stroke                     | stroke_or_tia = yes                      | yes
stroke                     | stroke_or_tia = no                       | no
recent-stroke              |                                          | unknown
recent-stroke              | stroke_or_tia = no                       | no
recent-stroke              | stroke_or_tia = yes                      | unknown
recent-stroke              | stroke_or_tia = yes; stroke_recent = no  | no
recent-stroke              | stroke_or_tia = yes; stroke_recent = yes | yes
recent-stroke              | stroke_or_tia = no; stroke_recent = yes  | yes
"""


@pytest.mark.parametrize(("rule", "entries", "expected"), rows(TABLE))
def test_vessels(rule, entries, expected):
    assert answer(rule, entries) is expected
