"""The process of this command as a deployment: in a container, or in a job that builds one."""

from collections.abc import Mapping

from clerkdoctor.facts.deployed import DeployedSource, DeployedValue
from clerkdoctor.facts.place import Source
from clerkdoctor.gather.deployed.file_sources import target_of
from clerkdoctor.secret import Secret


def environ(process: Mapping[str, str]) -> DeployedSource:
    """What the process states, as `printenv` would print it."""
    place = Source("environ")
    values = {name: DeployedValue(name, Secret(text), place) for name, text in process.items()}
    target = target_of(process.get("VERCEL_ENV", ""))
    return DeployedSource("environ", "environ", "next", target, values, notes=("printenv",))
