"""Svix' own rules, and those of the libraries that verify what it sends, ported exactly."""
