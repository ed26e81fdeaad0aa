"""Convex' own rules, ported exactly."""
