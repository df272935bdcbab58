"""Protocols: what this clinic decided, version by version, each signed by a medical director."""
