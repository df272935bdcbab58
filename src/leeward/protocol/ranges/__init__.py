"""How far a clinic may move each limit, a file for each part of the protocol."""
