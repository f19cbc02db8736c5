"""Plain-text formats small enough for one file each, read: Aiken and quizdown."""
