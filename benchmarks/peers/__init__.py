"""What others would use for the same work: a general ODE solver, or forty lines of NumPy."""
