"""Starting the handlers: plain Node.js servers at once, Next.js apps once they are built.

Each is copied beside the node_modules that it needs, since its packages are found from where it is.
"""

import base64
import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests import npm
from tests.live.app import FRONTEND_API
from tests.live.serving import HOST, Processes
from tests.live.variants import NEXT_15, NEXT_16, Next

SECRET = "whsec_Y2xlcmtkb2N0b3IncyBvd24gdGVzdCBzZWNyZXQh"  # gitleaks:allow
"""The endpoints' signing secret."""
SECRET_NAME = "CLERK_WEBHOOK_SIGNING_SECRET"
CLERK_ENV = {
    "CLERK_PUBLISHABLE_KEY": "pk_test_" + base64.b64encode(f"{FRONTEND_API}$".encode()).decode(),
    "CLERK_SECRET_KEY": "sk_test_" + "l1ve" * 10,
    "CLERK_TELEMETRY_DISABLED": "1",
}
NODE_PACKAGES = {
    "@clerk/backend": "3.25.0",
    "@clerk/express": "2.1.70",
    "@clerk/fastify": "3.1.79",
    "@clerk/hono": "0.1.79",
    "@hono/node-server": "2.1.9",
    "express": "5.3.0",
    "fastify": "5.12.8",
    "hono": "4.13.19",
    "svix": "2.5.0",
    "svix-1": "npm:svix@1.99.1",
}
WITH_PROXY = NEXT_16._replace(
    packages={**NEXT_16.packages, "svix": "2.5.0", "svix-1": "npm:svix@1.99.1"}
)
WITH_MIDDLEWARE = NEXT_15
_HERE = Path(__file__).parent


@contextlib.contextmanager
def node_handlers(names: Sequence[str], env: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The handlers of `node/` with these names, in one process: name → URL of the endpoint."""
    packages = npm.install(NODE_PACKAGES)
    folder = Path(tempfile.mkdtemp(prefix="hooks-", dir=packages))
    try:
        for file in (*(_HERE / "node").glob("*.mjs"), _HERE / "serve.mjs"):
            shutil.copy(file, folder)
        process = subprocess.Popen(
            [npm.node(), "serve.mjs", *names], cwd=folder, start_new_session=True,
            env={"PATH": os.environ["PATH"], **env}, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert process.stdin
        assert process.stdout
        try:
            ports: dict[str, int] = json.loads(process.stdout.readline())
            yield {name: f"http://{HOST}:{port}/api/webhooks/clerk" for name, port in ports.items()}
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            process.stdin.close()
            process.stdout.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def next_app(
    source: str, using: Next, config: Mapping[str, object], processes: Processes
) -> Iterator[str]:
    """The app in the folder `source`, built and started: its URL."""
    packages = npm.install(using.packages)
    # Turbopack follows no link out of its root, so that the app stands beside its packages.
    folder = Path(tempfile.mkdtemp(prefix="hooks-", dir=packages))
    try:
        shutil.copytree(_HERE / source, folder, dirs_exist_ok=True)
        for name, text in _settings(packages, using, config).items():
            (folder / name).write_text(text, encoding="utf-8")
        processes.build(folder, packages)
        with processes.serve(folder, packages, "start") as server:
            yield f"http://{HOST}:{server.port}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _settings(packages: Path, using: Next, config: Mapping[str, object]) -> dict[str, str]:
    env = {
        "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": CLERK_ENV["CLERK_PUBLISHABLE_KEY"],
        "CLERK_SECRET_KEY": CLERK_ENV["CLERK_SECRET_KEY"],
        "NEXT_PUBLIC_CLERK_SIGN_IN_URL": "/sign-in",
        "NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED": "1",
        SECRET_NAME: SECRET,
    }
    options = {
        "target": "ES2022", "lib": ["dom", "esnext"], "module": "esnext", "jsx": "preserve",
        "moduleResolution": "bundler", "strict": True, "noEmit": True, "incremental": True,
        "esModuleInterop": True, "isolatedModules": True, "resolveJsonModule": True,
        "allowJs": True, "skipLibCheck": True, "plugins": [{"name": "next"}],
    }  # fmt: skip
    included = {"include": ["**/*.ts", "**/*.tsx"], "exclude": ["node_modules"]}
    # Nothing is deployed: types, traces and small code would only take their time.
    stated = {
        "typescript": {"ignoreBuildErrors": True},
        "outputFileTracingRoot": str(packages),
        "turbopack": {"root": str(packages)},
        "experimental": {"cpus": 1, "serverMinification": False},
        **config,
    }
    manifest = {
        "private": True,
        "scripts": {"build": "next build", "start": "next start"},
        "dependencies": dict(using.packages),
    }
    return {
        ".env.local": "".join(f"{name}={value}\n" for name, value in env.items()),
        "package.json": json.dumps(manifest),
        "next.config.js": f"module.exports = {json.dumps(stated)};\n",
        "tsconfig.json": json.dumps({"compilerOptions": options, **included}),
    }
