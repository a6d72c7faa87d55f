"""To-dos and notes, each user's own."""
