"""What is done to the steps of documents."""
