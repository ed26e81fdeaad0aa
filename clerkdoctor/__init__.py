"""Finds out why authentication is broken in a Next.js app that uses Clerk."""

__version__ = "0.1.0"
