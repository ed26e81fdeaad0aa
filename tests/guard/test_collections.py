from collections import Counter

import pytest

from tests.guard.collections import Written, collection
from tests.guard.reading import answers

CORRECT, BROKEN = collection("correct"), collection("broken")


@pytest.mark.parametrize("written", [*CORRECT, *BROKEN], ids=lambda written: written.name)
def test_who_gets_in(written: Written) -> None:
    expected = ", ".join(f"{path} {access}" for path, access in written.access.items())
    assert answers(written.guard(), *written.access) == expected


@pytest.mark.parametrize("written", CORRECT, ids=lambda written: written.name)
def test_a_correct_file_is_read_and_has_nothing_to_report(written: Written) -> None:
    found = written.guard()
    assert found.kind in {"clerk", "auth-middleware", "with-clerk"}
    assert not found.unknown
    assert found.conditions == ()
    assert found.back_doors == ()
    assert [one for one in found.patterns if one.error or one.kind == "unknown"] == []
    assert written.access, "a correct file says who gets in"


@pytest.mark.parametrize("written", BROKEN, ids=lambda written: written.name)
def test_a_broken_file_shows_what_is_broken(written: Written) -> None:
    found = written.guard()
    match written.check:
        case "route-conditions-can-be-true":
            assert len(found.conditions) == 1
        case "protection-has-no-back-door":
            assert found.back_doors
        case "route-patterns-compile":
            assert [one for one in found.patterns if one.error]
        case "removed-apis-are-not-used":
            assert found.kind == "unknown"
            assert "is no part of @clerk/nextjs" in found.unknown
        case "middleware-leaves-api-routes-alone":
            assert found.rewrites_with == "next-intl"
        case _:
            assert found.conditions == ()
            assert found.back_doors == ()


def test_the_sets_are_large() -> None:
    assert len(CORRECT) >= 40
    assert len(BROKEN) >= 60
    assert len(Counter(written.check for written in BROKEN)) >= 25
    assert {written.clerk for written in CORRECT} == {4, 5, 6, 7}
