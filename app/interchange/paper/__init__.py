"""A lesson on paper: questions, answer sheet and key, as values for a page and as one HTML file."""
