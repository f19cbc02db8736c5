"""Questions from and to the formats of other programmes; pure: bytes in, questions and a report out.

Owns reading and writing foreign formats. Does not own the module format itself (`content`).
"""
