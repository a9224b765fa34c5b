"""How a person gets, keeps and changes a way to sign in."""
