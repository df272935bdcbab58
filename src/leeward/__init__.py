"""Ketamine infusion therapy for PTSD: assess, propose, prepare, watch, discharge, track, adapt, learn."""

__version__ = "0.1.0"
