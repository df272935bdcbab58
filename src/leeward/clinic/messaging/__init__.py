"""Messaging: writing to patients, with their consent and without a clinical word."""
