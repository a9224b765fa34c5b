"""A Foyer of many machines on one: each machine is a network namespace with an address of its own. Linux and root only."""
