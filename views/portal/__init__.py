"""The members' portal at /my: their own things, and the team of the organisation for whoever runs it."""
