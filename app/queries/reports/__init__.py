"""What the reports count, and the rows behind each number: both out of one query, so that they are equal."""
