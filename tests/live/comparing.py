"""Where a prediction and an observation differ."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from tests.live.app import PATHS, ROUTES
from tests.live.lane import Run
from tests.live.observing import Observed
from tests.live.variants import Variant


class Disagreement(NamedTuple):
    """A route, what was predicted for it, and what it did."""

    path: str
    predicted: str
    observed: str


def disagreements(run: Run, variant: Variant) -> list[Disagreement]:
    """Every route that the app has and the prediction has not, or the reverse, and all that differ."""
    source = f"{variant.next.source}/" if variant.next.source else ""
    predicted = {route["path"]: route for route in run.predicted["routes"]}
    paths = {route.path: source + route.file for route in ROUTES}
    found = [
        Disagreement(path, "no such route", f"served by {file}")
        for path, file in paths.items()
        if path not in predicted
    ]
    found += [
        Disagreement(path, f"served by {route['file']}", f"served by {paths.get(path)}")
        for path, route in predicted.items()
        if route["file"] != paths.get(path) and path not in PATHS
    ]
    if len(predicted) != len(run.predicted["routes"]):
        found.append(Disagreement("(all)", "a path is listed twice", "no two routes have one path"))
    if run.predicted["base_path"] != variant.base_path:
        base = f"basePath `{run.predicted['base_path']}`"
        found.append(Disagreement("(all)", base, f"basePath `{variant.base_path}`"))
    anywhere = any(seen.ran for one in run.observed for seen in one.seen)
    if (run.predicted["middleware"] is not None) != anywhere and not variant.breaks:
        found.append(
            Disagreement("(all)", str(run.predicted["middleware"]), f"it runs: {anywhere}")
        )
    for one in run.observed:
        if one.path in predicted:
            found += _difference(one, predicted[one.path], variant)
        elif one.path in PATHS:
            found.append(Disagreement(one.path, "not told", "asked with --path"))
    return found


def _difference(one: Observed, route: dict[str, Any], variant: Variant) -> Iterable[Disagreement]:
    told = (route["access"], route["middleware"])
    met = list(one.met.values())
    alike = all(len(seen) == 1 for seen in met)
    if not alike or not _fits(told, set().union(*met), variant):
        seen = {
            f"{seen.access}{'' if seen.ran else ' (skipped)'}: {seen.method} {seen.asked} as"
            f" {seen.style}: {seen.how}"
            for seen in one.seen
        }
        yield Disagreement(
            one.path, f"{told[0]} ({told[1]}): {route['because']}", " | ".join(sorted(seen))
        )


def _fits(told: tuple[str, str], met: set[tuple[str, bool]], variant: Variant) -> bool:
    """Whether what was predicted is what happened.

    Where two paths of a route meet different things, nothing but `unknown` is right. Where every
    request fails, that nobody gets through is right, too, and so is that the matcher skips it: a
    proxy that throws when it is loaded fails those requests as well.
    """
    access, runs = told
    if len(met) > 1:
        return access == "unknown"
    ((seen, ran),) = met
    if seen == "failed":
        return variant.breaks and access != "public"
    if "unknown" in told:
        return variant.unsure
    return access == seen and (runs == "runs") == ran


def table(found: Iterable[Disagreement]) -> str:
    return "\n".join(
        f"{one.path}\n    predicted: {one.predicted}\n    observed:  {one.observed}"
        for one in found
    )
