"""What the tests of gathering share."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder, with this process as somebody whom permissions stop."""
    root = os.name == "posix" and os.geteuid() == 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        if root:
            path.chmod(0o777)
            os.seteuid(65534)
        try:
            yield path
        finally:
            if root:
                os.seteuid(0)
