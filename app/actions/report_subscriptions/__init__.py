"""What is done to subscriptions of reports."""
