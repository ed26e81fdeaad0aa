"""Whole Convex folders: those that are right raise nothing, those that are broken their one thing."""

from pathlib import Path

import pytest

from tests.gather.auth_config_judging import PROVIDER, convex_project, failed, judged
from tests.gather.auth_configs_broken import BROKEN, Broken
from tests.gather.auth_configs_right import BESIDE, CONFIGS, FOLDERS, LIVE_STYLES
from tests.projects import project

LIVE_ENV = "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY=pk_live_Y2xlcmsuYWNtZS5pbyQ\n"


def test_the_sets_are_large_enough() -> None:
    assert len(CONFIGS) + len(FOLDERS) >= 30
    assert len(BROKEN) >= 40


@pytest.mark.parametrize("style", CONFIGS)
def test_a_right_configuration_raises_nothing(style: str, tmp_path: Path) -> None:
    beside = dict(BESIDE.get(style, {}))
    if style in LIVE_STYLES:
        beside[".env.local"] = LIVE_ENV
    results = judged(convex_project(tmp_path, beside, config=CONFIGS[style]))
    assert failed(results) == {}, [
        (one.check.id, one.problems) for one in results.values() if one.status == "fail"
    ]


@pytest.mark.parametrize("style", FOLDERS)
def test_a_right_folder_raises_nothing(style: str, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"components/providers.tsx": PROVIDER, **FOLDERS[style]}
    results = judged(project(tmp_path, files, convex="1.48.0"))
    assert failed(results) == {}


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name)
def test_a_broken_folder_fails_for_what_is_wrong(case: Broken, tmp_path: Path) -> None:
    folder = convex_project(tmp_path, case.files, config=case.config, convex=case.convex)
    results = judged(folder)
    found = failed(results)
    assert found == case.failed, [
        (one.check.id, one.problems) for one in results.values() if one.status == "fail"
    ]
    problem = results[next(iter(case.failed))].problems[0]
    assert case.says in problem.message
    assert str(problem.at).partition(":")[0] == case.at
    assert problem.fix or results[next(iter(case.failed))].check.fix
