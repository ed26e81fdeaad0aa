"""Where the middleware runs, on Node.js or in the edge runtime, and what Next.js refuses of that.

Ported from `getPageStaticInfo` in `build/analysis/get-page-static-info.js`.
"""

from typing import TYPE_CHECKING, Literal

from clerkdoctor.facts.place import Place
from clerkdoctor.guard.exported_constant import Constant, Unsupported, exported_constant
from clerkdoctor.nextjs.middleware_rules import is_before
from clerkdoctor.semver import Version

if TYPE_CHECKING:
    from clerkdoctor.typescript.module import Module

Runtime = Literal["edge", "nodejs"]
_KNOWN = ("edge", "experimental-edge", "nodejs")


def read_runtime(
    module: "Module",
    config: Constant | Unsupported | None,
    convention: str,
    major: int,
    version: Version | None,
) -> tuple[Runtime, str | None, Place | None]:
    """The runtime, why Next.js refuses what is stated, and where that stands."""
    default: Runtime = "nodejs" if convention == "proxy" else "edge"
    stated = exported_constant(module, "runtime", frozenset()) if major > 12 else None
    if stated is None and isinstance(config, Constant):
        stated = config.fields.get("runtime")
    if not isinstance(stated, Constant) or not stated.value or not isinstance(stated.value, str):
        return default, None, None
    wanted, place = stated.value, stated.place
    known = _KNOWN if major > 12 else _KNOWN[1:]
    if wanted not in known:
        error = f'Provided runtime "{wanted}" is not supported'
        if major >= 15:
            expected = " | ".join(f"'{one}'" for one in _KNOWN)
            error = f"Invalid enum value. Expected {expected}, received '{wanted}'"
        return default, error, place
    if convention == "proxy" and major >= 16:
        name = _shown(module.path)
        error = (
            f'Route segment config is not allowed in Proxy file at "{name}". '
            "Proxy always runs on Node.js runtime"
        )
        return "nodejs", error, place
    if wanted == "edge":
        error = (
            f"Page /{convention} provided runtime 'edge', the edge runtime for rendering is"
            " currently experimental. Use runtime 'experimental-edge' instead"
        )
        return "edge", error, place
    on_node = wanted == "nodejs" and major >= 15 and not is_before(version, 15, 5, 0)
    return ("nodejs" if on_node else "edge"), None, place


def _shown(path: str) -> str:
    """The file as Next.js names it, from the app's root."""
    folder, _, name = path.rpartition("/")
    return f"./src/{name}" if folder.rpartition("/")[2] == "src" else f"./{name}"
