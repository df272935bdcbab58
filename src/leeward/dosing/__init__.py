"""What to give, over how long, and why."""
