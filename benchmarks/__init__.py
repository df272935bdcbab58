"""How fast the engine is beside its peers, measured in one run: `./run bench`. Nothing here is asserted by a test."""
