"""The postman: the outbox, its lanes, the gateway and its answers.

Owns that every sealed letter is delivered once and in order. Opens no letter: it imports no feature.
"""
