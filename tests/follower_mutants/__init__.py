"""The follower of alarms made wrong line by line, and what notices it."""
