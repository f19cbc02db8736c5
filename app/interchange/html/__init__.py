"""HTML of other programmes turned into Markdown."""
