"""Who has not submitted, whom to call, and urging them: the office's week before a due date."""
