"""Names that the probes and those who read their answers share."""

SIGNED = "signed-deliveries-are-accepted"
"""The first probe: what is sent after it depends on its answer."""
UNSIGNED = "an unsigned request"
FORGERIES = (
    "a signature of another secret",
    "a body changed by one byte",
    "a signature for another id",
)
"""Shots that nothing but the signature tells from a right delivery."""
