"""The REST API, through real requests."""
