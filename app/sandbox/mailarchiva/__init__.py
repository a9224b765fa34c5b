"""MailArchiva: search and fetch over everything that the sandbox's own mail server was handed (contracts.md section 6)."""
