"""text2qti, a dialect of numbered questions in plain text, read."""
