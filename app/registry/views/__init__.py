"""Pages of the register, a module for each noun: one's own page, records, lists to approve, the post, people."""

from app.registry.views import approvals, mine, people, post, records
from app.registry.views.blueprint import bp

__all__ = ["approvals", "bp", "mine", "people", "post", "records"]
