"""A clinic day in simulated time: the product's own functions among people, monitors, pumps, a network and a disk."""
