"""What is committed names no machine and no registry, and holds no address to download from."""

import os
import re
import shutil
import subprocess

import pytest

from tests.command import ROOT

# Written so that this file does not match itself.
HOSTS = (
    "registry.npmjs" + ".org", "registry.yarnpkg" + ".com", "npm.pkg.github" + ".com",
    "registry.npmmirror" + ".com", "files.pythonhosted" + ".org", "pypi.org" + "/simple",
)  # fmt: skip
PATHS = re.compile(
    rb"(?<![A-Za-z0-9_.~$})-])/(?:root|home/[a-z_][\w-]*|Users/[A-Za-z][\w-]*|work)/[\w.-]"
    rb"|[A-Za-z]:\\+Users\\+\w"
)
DOWNLOADS = re.compile(
    rb'"?resolved"?:?\s+"?(?:https?|git)[:+]|"?tarball"?:\s*"?https?:|--registry[= ]http'
)
SECRETS_OF_CI = re.compile(rb"(?:_authToken|(?<![a-z])_password|always-auth)\s*=")


def committed() -> list[str]:
    """Every file that is in the repository, or that the next commit would take along."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("this is no clone, so that nothing tells what is committed")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, timeout=30,
    )  # fmt: skip
    return [os.fsdecode(name) for name in listed.stdout.split(b"\0") if name]


def test_nothing_names_this_machine_or_where_packages_come_from() -> None:
    files = committed()
    assert len(files) > 200
    found = []
    for name in files:
        path = ROOT / name
        if path.is_symlink() or not path.is_file():
            continue
        content = path.read_bytes()
        found += [f"{name} names {host}" for host in HOSTS if host.encode() in content]
        for what in (PATHS, DOWNLOADS, SECRETS_OF_CI):
            match = what.search(content)
            if match:
                found.append(f"{name} has {match[0]!r}")
    assert found == []


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("cd ~home/anna/app", True),
        ('"~root/.npm"', True),
        ("C:\\Us~ers\\anna", True),
        ("https://example.com~home/x/y", False),
        ("~home", False),
        ("app~work/page.tsx", False),
    ],
)
def test_a_path_of_a_machine_is_known_by_its_root(text: str, *, matches: bool) -> None:
    assert bool(PATHS.search(text.replace("s~", "s").replace("~", "/").encode())) == matches


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ('"re~solved": "https://x/y.tgz"', True),
        ('  re~solved "https://x/y.tgz#0a"', True),
        ("{tar~ball: https://x/y.tgz}", True),
        ("that nothing re~solved (see https://x)", False),
    ],
)
def test_a_download_address_is_known_by_its_key(text: str, *, matches: bool) -> None:
    assert bool(DOWNLOADS.search(text.replace("~", "").encode())) == matches


def test_no_file_is_huge() -> None:
    sizes = {name: (ROOT / name).stat().st_size for name in committed() if (ROOT / name).is_file()}
    assert {name: size for name, size in sizes.items() if size > 400_000} == {}
