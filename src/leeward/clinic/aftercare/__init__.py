"""After an infusion: instructions that go home with the patient, and the call on the next day."""
