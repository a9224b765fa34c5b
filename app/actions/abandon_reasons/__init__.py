"""What is done to the list of reasons for which deals are lost."""
