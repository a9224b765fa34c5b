"""What is known about one person: who they are, what there is of theirs, and what would become of it."""
