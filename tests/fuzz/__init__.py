"""Feeds the reader of course files what nobody would write: `python -m tests.fuzz --seconds 300`."""
