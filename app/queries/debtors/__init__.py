"""What organisations owe, how old it is, and how the account came to where it stands."""
