"""Progress: what somebody has read, passed and practised, and when a programme is finished.

Owns the facts a completion rests on and the rule that reads them. Does not own questions (`quiz`) or the record
(`registry`).
"""
