"""What is done with personal data: exported, erased, kept to its terms."""
