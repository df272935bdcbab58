"""Crises: a positive answer about suicide, and the people who answer for it."""
