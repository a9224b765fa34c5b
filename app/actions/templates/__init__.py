"""The templates of proposals, contracts and mails to leads."""
