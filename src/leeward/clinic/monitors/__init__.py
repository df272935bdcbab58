"""Monitors: the register of devices, and what was set aside of their messages."""
