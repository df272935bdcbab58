"""Scheduling: chairs, who works when, closed days, and what is booked."""
