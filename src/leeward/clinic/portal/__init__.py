"""Portal: what a patient answers at home, on a telephone, before the first conversation."""
