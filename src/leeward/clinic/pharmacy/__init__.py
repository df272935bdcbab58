"""Pharmacy: every vial of a controlled drug, from its receipt to its last drop."""
