"""Probing a webhook endpoint."""
