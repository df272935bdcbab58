"""Infusions: the journal of what happened at the chair."""
