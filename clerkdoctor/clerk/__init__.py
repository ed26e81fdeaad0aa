"""Clerk's own rules, ported exactly."""
