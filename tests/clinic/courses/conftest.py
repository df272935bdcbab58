"""A person who has walked the whole way."""

import pytest

from way import walked


@pytest.fixture
def infusion(person, prescriber, nurse):
    return walked(person, prescriber=prescriber, nurse=nurse)
