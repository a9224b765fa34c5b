"""What is asked about tickets."""
