"""The screens, through real requests."""
