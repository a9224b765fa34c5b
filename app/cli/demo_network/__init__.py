"""The demo network: a data package made of plain arithmetic, imported like any other, and a past that it then lives through."""
