"""Accounts and sign-in: roles, sign-in sessions, the throttle, the second factor.

Owns how somebody proves to be an account. Does not own who the person is (`people`).
"""
