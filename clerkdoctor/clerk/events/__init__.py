"""Clerk's webhook events: their names, and a made-up sample of each.

Samples are written by us from the field lists that Clerk publishes, and are valid against its
schema wherever that can be satisfied. Nobody in them is real.
"""

from clerkdoctor.clerk.events.body import as_body
from clerkdoctor.clerk.events.changes import BadChange, changed
from clerkdoctor.clerk.events.names import (
    DESCRIPTIONS,
    EVENT_TYPES,
    GROUPS,
    SDK_ONLY,
    UnknownEvent,
    event_types,
    nearest_type,
)
from clerkdoctor.clerk.events.samples import PROBE_TYPE, absent_user, probe_event, sample

__all__ = (
    "DESCRIPTIONS",
    "EVENT_TYPES",
    "GROUPS",
    "PROBE_TYPE",
    "SDK_ONLY",
    "BadChange",
    "UnknownEvent",
    "absent_user",
    "as_body",
    "changed",
    "event_types",
    "nearest_type",
    "probe_event",
    "sample",
)
