"""What becomes of what people ask through forms and integrations."""
