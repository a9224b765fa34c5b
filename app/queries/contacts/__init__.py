"""What is known of a person: where they appear, what happened, and who may be the same."""
