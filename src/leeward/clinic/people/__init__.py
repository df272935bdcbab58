"""People: staff, patients, and who may do what."""
