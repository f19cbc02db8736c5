"""Dashboards: where the commune stands. Reads everything, writes nothing."""
