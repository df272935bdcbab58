"""diffrax on JAX: Tsit5, all patients at once by vmap, compiled once by XLA in double precision."""

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.workload import MIN_PER_H, NG_PER_ML, Curve, Parameters, stretches

NAMES = ("cl", "v1", "q2", "v2", "q3", "v3", "clm", "v1m", "qm", "v2m", "fm", "ke0")


class Diffrax:
    """The compiled solver for one grid; `simulate` runs it over the patients."""

    def __init__(self, tolerance: float, times_min: Curve) -> None:
        import jax

        jax.config.update("jax_enable_x64", True)
        jax.config.update("jax_platforms", "cpu")
        self._solve: Callable[[Any], Any] = jax.jit(jax.vmap(_solver(tolerance, times_min / MIN_PER_H)))

    def simulate(self, patients: Parameters) -> Curve:
        """Return the levels (patients, times, 3) in ng/mL; the first call with a number of patients compiles."""
        columns = np.stack([patients[name] for name in NAMES], axis=1)
        levels: Curve = np.asarray(self._solve(columns).block_until_ready())
        return levels * NG_PER_ML


def _solver(tolerance: float, times: Curve) -> Callable[[Any], Any]:
    import diffrax
    import jax.numpy as jnp

    given = stretches(float(times[-1]) + 1.0)
    edges = jnp.asarray([stretch.start_h for stretch in given])
    rates = jnp.asarray([stretch.rate_mg_per_h for stretch in given])

    def flow(t: Any, y: Any, p: Any) -> Any:
        cl, v1, q2, v2, q3, v3, clm, v1m, qm, v2m, fm, ke0 = p
        a1, a2, a3, m1, m2, ce = y
        rate = rates[jnp.searchsorted(edges, t, side="right") - 1]
        return jnp.stack(
            [
                rate - (cl + q2 + q3) / v1 * a1 + q2 / v2 * a2 + q3 / v3 * a3,
                q2 / v1 * a1 - q2 / v2 * a2,
                q3 / v1 * a1 - q3 / v3 * a3,
                fm * cl / v1 * a1 - (clm + qm) / v1m * m1 + qm / v2m * m2,
                qm / v1m * m1 - qm / v2m * m2,
                ke0 * (a1 / v1 - ce),
            ]
        )

    steps = diffrax.ClipStepSizeController(diffrax.PIDController(rtol=tolerance, atol=tolerance), jump_ts=edges[1:])

    def one(p: Any) -> Any:
        solved = diffrax.diffeqsolve(
            diffrax.ODETerm(flow),
            diffrax.Tsit5(),
            0.0,
            float(times[-1]),
            None,
            jnp.zeros(6),
            args=p,
            saveat=diffrax.SaveAt(ts=jnp.asarray(times)),
            stepsize_controller=steps,
            max_steps=100_000,
        )
        return solved.ys[:, jnp.array([0, 3, 5])] / jnp.stack([p[1], p[7], 1.0 + 0 * p[1]])

    return one
