"""The floor: database, settings, clock, refusals, logging, text and crypto. Knows no feature and no page."""
