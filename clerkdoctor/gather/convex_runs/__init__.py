"""Following what Convex functions do, with somebody who is signed in and with nobody.

The interpreter is that of `handler_runs`: a function runs on symbols for its context, its arguments
and the caller's identity, so that what reaches the database can be told from where it came.
"""
