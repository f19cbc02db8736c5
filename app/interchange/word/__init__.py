"""Word files with a lesson and questions as teachers write them, read."""
