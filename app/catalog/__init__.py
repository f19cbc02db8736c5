"""What there is to learn: programmes and published module versions, each stored with its rendered pages.

Owns publishing and the public reading pages. Does not own who has read what (`learning`).
"""
