"""Audit: who read what, and who changed what, written so that nobody can leave it out."""
