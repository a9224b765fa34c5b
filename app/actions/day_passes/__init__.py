"""Days in the house: bought, given by the desk, and used up by visits."""
