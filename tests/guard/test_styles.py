import pytest

from tests.guard.reading import answers, guard
from tests.guard.styles import STYLES, Style


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_who_gets_in(style: Style) -> None:
    found = guard(style.source, clerk=style.clerk, name=style.export, files=style.files)
    expected = ", ".join(f"{path} {access}" for path, access in style.access.items())
    assert answers(found, *style.access) == expected


def test_no_style_is_there_twice() -> None:
    names = [style.name for style in STYLES]
    assert len(names) == len(set(names))
    assert len(names) > 120
