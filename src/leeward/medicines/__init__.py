"""The medicines a patient takes: their names, and what they do beside ketamine."""
