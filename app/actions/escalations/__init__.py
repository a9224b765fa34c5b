"""What is done to rises of prices."""
