"""Mail: a real SMTP server that keeps what it takes, and pages to read it on."""
