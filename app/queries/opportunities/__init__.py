"""What is read of opportunities: the board, their lists, their page, figures."""
