"""What is asked about leads and enquiries."""
