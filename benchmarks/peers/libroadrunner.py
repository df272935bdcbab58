"""libroadrunner: the model as SBML, compiled once to machine code, solved by CVODE; one patient after another."""

from typing import Any

import numpy as np

from benchmarks.workload import MIN_PER_H, NG_PER_ML, Curve, Parameters, stretches

STATES = {
    "a1": "rate - (cl + q2 + q3) / v1 * a1 + q2 / v2 * a2 + q3 / v3 * a3",
    "a2": "q2 / v1 * a1 - q2 / v2 * a2",
    "a3": "q3 / v1 * a1 - q3 / v3 * a3",
    "m1": "fm * cl / v1 * a1 - (clm + qm) / v1m * m1 + qm / v2m * m2",
    "m2": "qm / v1m * m1 - qm / v2m * m2",
    "ce": "ke0 * (a1 / v1 - ce)",
}
CONSTANTS = ("cl", "v1", "q2", "v2", "q3", "v3", "clm", "v1m", "qm", "v2m", "fm", "ke0", "rate")


class LibRoadRunner:
    """The compiled model; `simulate` sets each patient's parameters and solves stretch by stretch."""

    def __init__(self, tolerance: float) -> None:
        import roadrunner

        roadrunner.Logger.setLevel(roadrunner.Logger.LOG_ERROR)
        self._runner: Any = roadrunner.RoadRunner(sbml())
        self._runner.selections = ["a1", "m1", "ce"]
        integrator = self._runner.getIntegrator()
        integrator.setValue("relative_tolerance", tolerance)
        integrator.setValue("absolute_tolerance", tolerance)
        model = self._runner.model
        ids = list(model.getGlobalParameterIds())
        self._states = [ids.index(name) for name in STATES]
        self._constants = [ids.index(name) for name in CONSTANTS]

    def simulate(self, patients: Parameters, times_min: Curve) -> Curve:
        """Return the levels (patients, times, 3) in ng/mL."""
        times = times_min / MIN_PER_H
        pieces = _pieces(times)
        levels = np.empty((patients["cl"].size, times.size, 3))
        for i in range(levels.shape[0]):
            values = [float(patients[name][i]) for name in CONSTANTS[:-1]]
            self._one(values, pieces, levels[i])
            levels[i, :, 0] /= patients["v1"][i]
            levels[i, :, 1] /= patients["v1m"][i]
        return levels * NG_PER_ML

    def _one(self, values: list[float], pieces: list[tuple[float, Curve, slice]], levels: Curve) -> None:
        model = self._runner.model
        model.setGlobalParameterValues(self._states, [0.0] * len(self._states))
        model.setGlobalParameterValues(self._constants[:-1], values)
        for rate, instants, where in pieces:
            model.setGlobalParameterValues(self._constants[-1:], [rate])
            found = self._runner.simulate(times=instants)
            levels[where] = found[: where.stop - where.start]


def _pieces(times: Curve) -> list[tuple[float, Curve, slice]]:
    """Return for each stretch its rate, its instants (the edges among them), and which of the times it answers."""
    pieces: list[tuple[float, Curve, slice]] = []
    for stretch in stretches(float(times[-1]) + 1.0):
        first, last = np.searchsorted(times, [stretch.start_h, stretch.end_h])
        inside = times[first:last]
        lead = [] if inside.size and inside[0] == stretch.start_h else [stretch.start_h]
        if lead:
            raise ValueError("Every edge must be one of the times.")
        pieces.append((stretch.rate_mg_per_h, np.append(inside, stretch.end_h), slice(int(first), int(last))))
    return pieces


def sbml() -> str:
    """Return the model as SBML: one rate rule for each state."""
    parameters = "".join(f'<parameter id="{name}" value="1" constant="false"/>' for name in CONSTANTS)
    parameters += "".join(f'<parameter id="{name}" value="0" constant="false"/>' for name in STATES)
    rules = "".join(f'<rateRule variable="{name}">{_mathml(formula)}</rateRule>' for name, formula in STATES.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?><sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" '
        f'version="1"><model id="w1"><listOfParameters>{parameters}</listOfParameters>'
        f"<listOfRules>{rules}</listOfRules></model></sbml>"
    )


def _mathml(formula: str) -> str:
    import ast

    names = {ast.Add: "plus", ast.Sub: "minus", ast.Mult: "times", ast.Div: "divide"}

    def written(node: ast.expr) -> str:
        if isinstance(node, ast.BinOp):
            operator = names[type(node.op)]
            return f"<apply><{operator}/>{written(node.left)}{written(node.right)}</apply>"
        if isinstance(node, ast.Name):
            return f"<ci>{node.id}</ci>"
        raise TypeError(f"{ast.dump(node)} is not one of + - * / and names.")

    body = written(ast.parse(formula, mode="eval").body)
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{body}</math>'
