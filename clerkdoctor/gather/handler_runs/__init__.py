"""Following what a webhook handler does with a delivery, in the source alone.

A small interpreter: it runs a handler's statements on symbols, for one given delivery at a time,
and tells how the handler answers. What depends on more than the source stays untold.
"""
