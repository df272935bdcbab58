"""Assessments: what was charted, and whether treatment may start."""
