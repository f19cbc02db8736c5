"""Persons of the commune: hamlets, households, dated group memberships, the personal number, identity, consent.

Owns who somebody is. Does not own how they sign in (`identity`) or what they have learnt (`learning`).
"""
