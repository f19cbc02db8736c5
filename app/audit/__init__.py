"""Who did what: an append-only, hash-chained log, written in the act's own transaction and verified offline.

Owns the chain. Does not own what the acts mean; services of every package call `service.record`.
"""
