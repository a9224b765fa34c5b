"""What others ask of proposals: the accepted one, and the strip of an opportunity's page."""
