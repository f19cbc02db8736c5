"""Teachers' files: read, checked line by line, turned into safe HTML; pure, without database or web."""
