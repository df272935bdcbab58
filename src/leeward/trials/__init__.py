"""Virtual patients and virtual trials."""
