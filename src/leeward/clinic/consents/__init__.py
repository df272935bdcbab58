"""Consent: versioned words, signed, kept for ever, withdrawn at any time."""
