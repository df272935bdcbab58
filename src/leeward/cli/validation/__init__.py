"""What people's blood and pressure showed, beside what the models say: the material of docs/validation."""
