"""The core's records as FHIR resources, both ways."""
