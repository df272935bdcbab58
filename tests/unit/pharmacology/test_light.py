"""The pharmacology room opens at once: what compiles, fits or clusters is loaded when it is asked for."""

import subprocess
import sys

import pytest

HEAVY = {"numba", "llvmlite", "scipy", "dask", "distributed", "django", "pandas", "rich"}
LOADS = "import sys; from leeward import pharmacology; {}; print(*{{name.split('.')[0] for name in sys.modules}})"
ONE = "regimen = pharmacology.Regimen.infusion(dose_mg=35, minutes=40)"
WORK = {
    "import": "pass",
    "one person": f"{ONE}; pharmacology.simulate(pharmacology.models.by_key('otto_2021'), regimen, [40], weight_kg=70)",
    "a schedule": "pharmacology.read_regimen('0.5 mg/kg over 40 min', dosing_weight_kg=70)",
    "a table": "pharmacology.simulate_table(pharmacology.models.by_key('otto_2021'), "
    "pharmacology.read_table('ID,TIME,AMT,RATE,WT\\n1,0,35,52.5,70\\n1,1,.,.,70'))",
}


@pytest.mark.parametrize("work", WORK)
def test_nothing_heavy_is_loaded_for_one_person(work):
    source = [sys.executable, "-c", LOADS.format(WORK[work])]
    done = subprocess.run(source, capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)})
    assert HEAVY & set(done.stdout.split()) == set()
