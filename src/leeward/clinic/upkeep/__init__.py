"""Upkeep: does everything run that must, and what is to be done where it does not."""
