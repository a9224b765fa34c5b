"""What is done to tickets: faults that are reported, and questions for help."""
