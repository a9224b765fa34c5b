"""Screens of leads, of what is asked through forms, and of the forms."""
