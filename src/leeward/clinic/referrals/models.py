"""Referrals: requests for a consultation."""
