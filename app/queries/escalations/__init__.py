"""What is read about rises of prices."""
