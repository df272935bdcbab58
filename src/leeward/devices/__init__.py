"""Monitors at the bedside, read only."""
