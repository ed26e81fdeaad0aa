"""YAML that people write by hand: pnpm-workspace.yaml, .yarnrc.yml."""

from typing import NamedTuple


class NotYaml(NamedTuple):
    line: int | None = None
    column: int | None = None


def load(content: bytes) -> object | NotYaml:
    """What the file states, with PyYAML's safe loader. Its import takes 9 ms."""
    import yaml

    try:
        stated: object = yaml.safe_load(content)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        return NotYaml(mark.line + 1, mark.column + 1) if mark else NotYaml()
    except (yaml.YAMLError, ValueError, RecursionError):
        return NotYaml()
    return stated
