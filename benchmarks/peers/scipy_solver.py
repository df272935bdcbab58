"""SciPy: solve_ivp with LSODA, one patient after another, one stretch of constant rate after another."""

import numpy as np
from scipy.integrate import solve_ivp

from benchmarks.workload import MIN_PER_H, NG_PER_ML, Curve, Parameters, rates, stretches


def simulate(patients: Parameters, times_min: Curve, tolerance: float) -> Curve:
    """Return the levels (patients, times, 3) in ng/mL."""
    times = times_min / MIN_PER_H
    given = stretches(float(times[-1]) + 1.0)
    levels = np.empty((patients["cl"].size, times.size, 3))
    for i, matrix in enumerate(rates(patients)):
        flow, state = np.ascontiguousarray(matrix[:6, :6]), np.zeros(6)
        for stretch in given:
            inside = (times >= stretch.start_h) & (times < stretch.end_h)
            rate = np.array([stretch.rate_mg_per_h, 0, 0, 0, 0, 0])
            solved = solve_ivp(
                lambda _t, y, flow=flow, rate=rate: flow @ y + rate,
                (stretch.start_h, stretch.end_h),
                state,
                method="LSODA",
                t_eval=np.append(times[inside], stretch.end_h),
                rtol=tolerance,
                atol=tolerance,
                jac=lambda _t, _y, flow=flow: flow,
            )
            levels[i, inside] = solved.y[[0, 3, 5], :-1].T
            state = solved.y[:, -1]
        levels[i, :, 0] /= patients["v1"][i]
        levels[i, :, 1] /= patients["v1m"][i]
    return levels * NG_PER_ML
