import json

import pytest

from clerkdoctor.typescript.resolve import External, Resolver, is_bare
from clerkdoctor.typescript.values import NotKnown


def resolver(files: dict[str, str], **options: str) -> Resolver:
    workspace = {"@acme/env": "../../packages/env", "ui": "../../packages/ui"}

    def read(path: str) -> bytes | None:
        return files[path].encode() if path in files else None

    return Resolver(lambda path: path in files, read, workspace, **options)


def resolved(files: dict[str, str], specifier: str, importer: str = "app/a.ts", **o: str) -> str:
    found = resolver(files, **o).resolve(specifier, importer)
    if isinstance(found, External):
        return f"package {found.package}"
    return f"?{found.reason}" if isinstance(found, NotKnown) else found


def having(*paths: str) -> dict[str, str]:
    return dict.fromkeys(paths, "")


@pytest.mark.parametrize(
    ("files", "specifier", "expected"),
    [
        (having("app/b.ts"), "./b", "app/b.ts"),
        (having("app/b.tsx"), "./b", "app/b.tsx"),
        (having("app/b.mts"), "./b", "app/b.mts"),
        (having("app/b.js"), "./b", "app/b.js"),
        (having("app/b.cjs"), "./b", "app/b.cjs"),
        (having("app/b.json"), "./b", "app/b.json"),
        (having("app/b.js", "app/b.ts"), "./b", "app/b.ts"),
        (having("app/b.json"), "./b.json", "app/b.json"),
        (having("app/b.ts"), "./b.ts", "app/b.ts"),
        (having("app/b.ts"), "./b.js", "app/b.ts"),
        (having("app/b.tsx"), "./b.js", "app/b.tsx"),
        (having("app/b.tsx"), "./b.jsx", "app/b.tsx"),
        (having("app/b.mts"), "./b.mjs", "app/b.mts"),
        (having("app/b.js"), "./b.js", "app/b.js"),
        (having("app/auth.config.ts"), "./auth.config", "app/auth.config.ts"),
        (having("app/b.c.ts"), "./b.c.js", "app/b.c.ts"),
        (having("app/b/index.ts"), "./b", "app/b/index.ts"),
        (having("app/b/index.tsx"), "./b/", "app/b/index.tsx"),
        (having("app/b.ts", "app/b/index.ts"), "./b", "app/b.ts"),
        (having("app/index.ts"), ".", "app/index.ts"),
        (having("index.ts"), "..", "index.ts"),
        (having("b.ts"), "../b", "b.ts"),
        (having("lib/b.ts"), "../lib/../lib/b", "lib/b.ts"),
        (having("b.ts"), "../../b", "?`../../b` leads to no file"),
        (having("b.ts"), "/b", "?`/b` leads to no file"),
        (having(), "./b", "?`./b` leads to no file"),
        (having("app/b.d.ts"), "./b", "?`./b` leads to no file"),
        (having("app/b.css"), "./b.css", "?`./b.css` leads to no file"),
        ({"app/b/package.json": '{"main": "./lib/c.js"}', "app/b/lib/c.ts": ""}, "./b",
         "app/b/lib/c.ts"),
        (having(), "zod", "package zod"),
        (having(), "@clerk/nextjs/server", "package @clerk/nextjs"),
        (having(), "next/server", "package next"),
        (having(), "node:fs", "package node:fs"),
        (having(), "@/lib", "?`@/lib` leads to no file"),
        (having(), "~/lib", "?`~/lib` leads to no file"),
        (having(), "#lib", "?`#lib` leads to no file"),
        (having(), "", "?`` leads to no file"),
    ],
)  # fmt: skip
def test_files(files: dict[str, str], specifier: str, expected: str) -> None:
    assert resolved(files, specifier) == expected


TSCONFIG = """// made by create-next-app
{
  "compilerOptions": {
    "strict": true, /* yes */
    "paths": {
      "@/*": ["./src/*"],
      "@/lib/*": ["./lib/*", "./other/*"],
      "exact": ["./src/exact.ts"],
      "*.svg": ["./svg/*.ts"],
    },
  },
}
"""


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [
        ("@/a", "src/a.ts"),
        ("@/a.js", "src/a.ts"),
        ("@/b", "src/b/index.ts"),
        ("@/lib/c", "lib/c.ts"),
        ("@/lib/d", "other/d.ts"),
        ("@/lib/a", "?`@/lib/a` leads to no file"),
        ("exact", "src/exact.ts"),
        ("exact/x", "package exact"),
        ("logo.svg", "svg/logo.ts"),
        ("@/nowhere", "?`@/nowhere` leads to no file"),
        ("@clerk/nextjs", "package @clerk/nextjs"),
    ],
)
def test_paths_of_tsconfig(specifier: str, expected: str) -> None:
    files = {
        "tsconfig.json": TSCONFIG,
        **having("src/a.ts", "src/b/index.ts", "lib/c.ts", "other/d.ts", "src/exact.ts",
                 "svg/logo.ts", "src/lib/a.ts"),
    }  # fmt: skip
    assert resolved(files, specifier) == expected


def config(**options: object) -> str:
    return json.dumps(options)


def test_base_url_serves_bare_names_and_paths() -> None:
    own = config(compilerOptions={"baseUrl": "src", "paths": {"~/*": ["./*"]}})
    files = {"tsconfig.json": own, **having("src/lib/a.ts")}
    assert resolved(files, "lib/a") == "src/lib/a.ts"
    assert resolved(files, "~/lib/a") == "src/lib/a.ts"
    assert resolved(files, "lib/b") == "package lib"


def test_jsconfig_and_the_nearest_configuration_count() -> None:
    files = {
        "jsconfig.json": config(compilerOptions={"paths": {"@/*": ["./a/*"]}}),
        "app/tsconfig.json": config(compilerOptions={"paths": {"@/*": ["./b/*"]}}),
        **having("a/x.ts", "app/b/x.ts"),
    }
    assert resolved(files, "@/x", "lib/a.ts") == "a/x.ts"
    assert resolved(files, "@/x", "app/a.ts") == "app/b/x.ts"
    assert resolved(files, "@/x", "app/deep/er/a.ts") == "app/b/x.ts"


def test_extends_in_all_its_forms() -> None:
    base = config(compilerOptions={"paths": {"@/*": ["./src/*"]}})
    where = having("src/a.ts", "config/src/a.ts", "node_modules/@acme/tsconfig/src/a.ts")
    own = having("tsconfig.json") | {"config/base.json": base, **where}
    for written in ("./config/base.json", "./config/base"):
        assert (
            resolved(own | {"tsconfig.json": config(extends=written)}, "@/a") == "config/src/a.ts"
        )
    package = {"node_modules/@acme/tsconfig/base.json": base, **where}
    extended = config(extends="@acme/tsconfig/base")
    assert resolved(package | {"tsconfig.json": extended}, "@/a") == (
        "node_modules/@acme/tsconfig/src/a.ts"
    )
    several = config(extends=["./config/base.json", "./none.json"])
    assert resolved(own | {"tsconfig.json": several}, "@/a") == "config/src/a.ts"
    overriding = config(
        extends="./config/base.json", compilerOptions={"paths": {"@/*": ["./src/*"]}}
    )
    assert resolved(own | {"tsconfig.json": overriding}, "@/a") == "src/a.ts"


@pytest.mark.parametrize(
    "broken",
    ["", "{", "[]", "null", '{"extends": "./tsconfig.json"}', '{"extends": 5}',
     '{"compilerOptions": []}', '{"compilerOptions": {"paths": [], "baseUrl": 1}}',
     '{"compilerOptions": {"paths": {"@/*": "x", "y": [1]}}}', "[" * 100_000],
)  # fmt: skip
def test_a_broken_configuration_maps_nothing(broken: str) -> None:
    files = {"tsconfig.json": broken, **having("app/b.ts")}
    assert resolved(files, "@/b") == "?`@/b` leads to no file"
    assert resolved(files, "./b") == "app/b.ts"
    assert resolved(files, "zod") == "package zod"


def test_imports_of_package_json() -> None:
    manifest = config(
        imports={
            "#exact": "./src/exact.js",
            "#lib/*": "./src/lib/*.ts",
            "#cond": {
                "types": "./t.d.ts",
                "node": {"import": "./src/node.ts"},
                "default": "./no.ts",
            },
            "#list": ["./none.ts", "./src/exact.ts"],
            "#dep": "zod",
        }
    )
    files = {"package.json": manifest, **having("src/exact.ts", "src/lib/a.ts", "src/node.ts")}
    assert resolved(files, "#exact") == "src/exact.ts"
    assert resolved(files, "#lib/a") == "src/lib/a.ts"
    assert resolved(files, "#cond") == "src/node.ts"
    assert resolved(files, "#list") == "src/exact.ts"
    assert resolved(files, "#dep") == "package zod"
    assert resolved(files, "#lib/none") == "?`#lib/none` leads to no file"
    assert resolved(files, "#none") == "?`#none` leads to no file"


def test_the_boundary_is_never_left() -> None:
    files = having("../b.ts", "../../c.ts", "../../../secret.ts")
    assert resolved(files, "../../b", boundary="..") == "../b.ts"
    assert resolved(files, "../../../c", boundary="..") == "?`../../../c` leads to no file"
    assert resolved(files, "../../../c", boundary="../..") == "../../c.ts"
    assert resolved(files, "../../../../secret", boundary="../..") == (
        "?`../../../../secret` leads to no file"
    )
    config_above = {"../tsconfig.json": config(compilerOptions={"paths": {"@/*": ["./*"]}})}
    assert resolved(files | config_above, "@/b", boundary="..") == "../b.ts"
    assert resolved(files | config_above, "@/b") == "?`@/b` leads to no file"


def test_packages_of_the_workspace() -> None:
    files = {
        "../../packages/env/package.json": config(
            exports={".": {"types": "./dist/index.d.ts", "import": "./src/index.ts"},
                     "./server": "./src/server.ts", "./lib/*": "./src/lib/*.ts"}
        ),
        "../../packages/ui/package.json": config(main="./dist/index.js"),
        **having("../../packages/env/src/index.ts", "../../packages/env/src/server.ts",
                 "../../packages/env/src/lib/a.ts", "../../packages/ui/src/index.tsx",
                 "../../packages/ui/button.tsx"),
    }  # fmt: skip
    up = {"boundary": "../.."}
    assert resolved(files, "@acme/env", **up) == "../../packages/env/src/index.ts"
    assert resolved(files, "@acme/env/server", **up) == "../../packages/env/src/server.ts"
    assert resolved(files, "@acme/env/lib/a", **up) == "../../packages/env/src/lib/a.ts"
    assert resolved(files, "@acme/env/none", **up) == (
        "?`@acme/env/none` leads to no source in `../../packages/env`"
    )
    assert resolved(files, "ui", **up) == "../../packages/ui/src/index.tsx"
    assert resolved(files, "ui/button", **up) == "../../packages/ui/button.tsx"
    assert resolved(files, "@acme/env") == (
        "?`@acme/env` leads to no source in `../../packages/env`"
    )


@pytest.mark.parametrize(
    ("specifier", "bare"),
    [("zod", True), ("@clerk/nextjs", True), ("node:fs", True), ("lib/a", True), ("./a", False),
     ("../a", False), ("/a", False), ("@/a", False), ("~/a", False), ("#a", False), ("", False)],
)  # fmt: skip
def test_what_can_be_a_package(specifier: str, bare: bool) -> None:
    assert is_bare(specifier) is bare
