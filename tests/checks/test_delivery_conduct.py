"""The rows of `checks/delivery_conduct.py`, which stand with those of the probes."""

import pytest

from clerkdoctor.checks import delivery_conduct
from tests.checks.table import Row, holds
from tests.checks.test_delivery_probes import ALL_ROWS

_OWN = {id(one) for one in vars(delivery_conduct).values()}
ROWS: list[Row] = [row for row in ALL_ROWS if id(row.check) in _OWN]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row) -> None:
    holds(row)
