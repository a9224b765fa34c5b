"""What is done to tracks, the templates of task trees."""
