"""Outcomes: scored questionnaires over time."""
