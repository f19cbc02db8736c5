"""Attempts and grading: order and draw fixed on the server, every answer saved, exact scores.

Owns attempts from start to result. Does not own what passing leads to (`learning`).
"""
