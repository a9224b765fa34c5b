"""What a page is for, what a field means, and our words."""
