"""What is done while a house is set up: each step saved at once, in the tables where the house reads it."""
