"""The clients against the sandbox, over real HTTP and SMTP."""
