"""The pipeline and the page of an opportunity."""
