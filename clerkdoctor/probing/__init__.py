"""Probing a webhook endpoint: which deliveries are sent, and what their answers mean. Pure."""
