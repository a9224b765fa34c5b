"""What runs behind the scenes: jobs and health, schedules, settings, webhooks, the audit."""
