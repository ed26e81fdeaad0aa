"""Gathering which deployments a project has, and what each says: with a key, or as anybody.

With a deploy key: the variables, the type, the providers that are really there. Without one, the
app's own deployment lists its providers to whoever shows it a token of nobody's, unless it is a
production one.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from clerkdoctor.clerk.token_input import read_token
from clerkdoctor.convex.keys import deployment_of_url, parse_convex_deployment
from clerkdoctor.convex.listed_providers import providers_in_message
from clerkdoctor.convex.providers import Provider, stored_order
from clerkdoctor.convex.refusal import Refused
from clerkdoctor.errors import Trouble
from clerkdoctor.evidence import Declined, Evidence, Unavailable
from clerkdoctor.facts.convex import AuthConfig, ConvexDeployments, Deployment, TokenProbe
from clerkdoctor.facts.environment import Environment
from clerkdoctor.facts.place import Url
from clerkdoctor.facts.project import App
from clerkdoctor.gather import convex_deployment as api
from clerkdoctor.gather.convex_config import evaluated
from clerkdoctor.gather.convex_deployment import NotTold
from clerkdoctor.gather.http import TIMEOUT
from clerkdoctor.secret import Secret

DEPLOY_KEYS = ("CONVEX_DEPLOY_KEY", "CONVEX_DEPLOYMENT_TOKEN")
_SELF_HOSTED = ("CONVEX_SELF_HOSTED_URL", "CONVEX_SELF_HOSTED_ADMIN_KEY")
_URL, _SELECTED = "NEXT_PUBLIC_CONVEX_URL", "CONVEX_DEPLOYMENT"


class Asked(NamedTuple):
    """What the user lets be looked at.

    `template` is a file's name and its content, `token` the text of a token. `key_names` are the
    variables whose deploy keys count beside the usual ones; `login` is the content of Convex' own
    configuration in the user's home, where it may be used. `template_name` is the template for
    Convex by the project's clerkdoctor.toml. `metadata`: whether the issuer's are asked for, too.
    """

    online: bool = False
    template: tuple[str, bytes] | None = None
    token: str | None = None
    key_names: tuple[str, ...] = ()
    login: bytes | None = None
    proxy: str | None = None
    timeout: float = TIMEOUT
    now: float = 0.0
    template_name: str | None = None
    metadata: bool = True


def stated_value(seen: Evidence, name: str) -> Secret | None:
    """A variable of the app, or of the process where no env file is loaded."""
    stated = seen[Environment]
    if isinstance(stated, Environment):
        variable = stated.stated(name)
        if variable is not None:
            return variable.value
    text = os.environ.get(name)
    return Secret(text) if text else None


def deployments(
    seen: Evidence, functions: App, asked: Asked
) -> ConvexDeployments | Unavailable | Declined:
    keyed = list(_keyed(seen, asked))
    found: list[Deployment] = []
    failures: list[str] = []
    for one in keyed:
        if isinstance(one, NotTold):
            failures.append(one.reason)
            continue
        deployment = _look_into(one, seen, functions, asked)
        if deployment.unread and deployment.names is None and deployment.deployed is None:
            failures += list(dict.fromkeys(deployment.unread.values()))[:1]
        else:
            found.append(deployment)
    own = _without_key(seen, functions, asked) if not found else None
    if own is not None and not isinstance(own, str):
        found.append(own)
    if found:
        return ConvexDeployments(tuple(found))
    if failures:
        return Unavailable("; ".join(dict.fromkeys(failures)))
    if isinstance(own, str):
        return Unavailable(own)
    return Declined(
        "there is no deploy key (`CONVEX_DEPLOY_KEY`) and no Convex URL of a deployment to ask"
    )


class _Keyed(NamedTuple):
    name: str
    url: str
    kind: str | None
    key: Secret


def _keyed(seen: Evidence, asked: Asked) -> "Iterator[_Keyed | NotTold]":
    """The deployments that keys open, each once."""
    urls = tuple(_urls(seen))
    names: set[str] = set()
    usual = next((name for name in DEPLOY_KEYS if stated_value(seen, name)), None)
    for variable in [*asked.key_names, *([usual] if usual else [])]:
        key = stated_value(seen, variable)
        if key is None:
            raise Trouble(f"`{variable}` is not set", "set it to a deploy key, or leave it out")
        found = api.deployment_of_key(key, urls)
        if isinstance(found, NotTold):
            yield found._replace(reason=f"{found.reason} (`{variable}`)")
        elif found.name not in names:
            names.add(found.name)
            yield _Keyed(found.name, found.url, found.kind, key)
    home, admin = (stated_value(seen, name) for name in _SELF_HOSTED)
    if home is not None and admin is not None:
        yield _Keyed("self-hosted", home.reveal().rstrip("/"), "self-hosted", admin)
    if asked.login is not None:
        yield from _by_login(seen, asked.login, names)


def _by_login(seen: Evidence, content: bytes, names: set[str]) -> "Iterator[_Keyed | NotTold]":
    """The deployment that the project works on, opened with the user's own login."""
    try:
        stated = json.loads(content)
    except ValueError:
        stated = None
    token = stated.get("accessToken") if isinstance(stated, dict) else None
    home = _home(seen)
    if not isinstance(token, str) or not token:
        yield NotTold("`~/.convex/config.json` holds no login; run `npx convex login`")
    elif home is None or deployment_of_url(home[1]) is None:
        yield NotTold("the project names no deployment of Convex' cloud to use the login for")
    elif home[0] not in names:
        yield _Keyed(home[0], home[1], None, Secret(token))


def _urls(seen: Evidence) -> Iterator[str]:
    for name in (_URL, "NEXT_PUBLIC_CONVEX_SITE_URL", "CONVEX_URL"):
        value = stated_value(seen, name)
        if value is not None:
            yield value.reveal().strip()


def _home(seen: Evidence) -> tuple[str, str] | None:
    """The name and the URL of the deployment that the app talks to, by what the app states."""
    stated = stated_value(seen, _URL)
    if stated is not None:
        url = stated.reveal().strip().rstrip("/")
        named = deployment_of_url(url)
        if named is None:
            return (url, url) if url.startswith(("http://", "https://")) else None
        region = f".{named.region}" if named.region else ""
        return named.name, f"https://{named.name}{region}.convex.cloud"
    selected = stated_value(seen, _SELECTED)
    if selected is None:
        return None
    parsed = parse_convex_deployment(selected.reveal())
    if parsed.problem or parsed.anonymous or parsed.deployment_type == "local":
        return None
    return parsed.name, f"https://{parsed.name}.convex.cloud"


def _look_into(keyed: _Keyed, seen: Evidence, functions: App, asked: Asked) -> Deployment:
    client = api.Deployment(keyed.url, keyed.key, timeout=asked.timeout, proxy=asked.proxy)
    home = _home(seen)
    unread: dict[str, str] = {}

    def told(part: str, ask: "Callable[[], object]") -> object:
        answer = ask()
        if isinstance(answer, NotTold):
            unread[part] = answer.reason
            return None
        return answer

    variables = told("variables", client.variables)
    kind = told("type", client.kind) if variables is not None else None
    deployed = told("providers", client.providers)
    urls = told("urls", client.urls) if variables is not None or deployed is not None else None
    found = Deployment(
        keyed.name,
        Url(keyed.url),
        kind if isinstance(kind, str) else keyed.kind,
        None if home is None else home[0] == keyed.name or home[1] == keyed.url,
        deployed=deployed if isinstance(deployed, tuple) else None,
        urls=urls if isinstance(urls, tuple) else None,
        unread=unread,
    )
    if isinstance(variables, dict):
        return _with_variables(found, variables, seen, functions)
    return found._replace(not_evaluated=unread.get("variables", ""))


def _with_variables(
    found: Deployment, variables: Mapping[str, str], seen: Evidence, functions: App
) -> Deployment:
    found = found._replace(names=frozenset(variables))
    config = seen[AuthConfig]
    if not isinstance(config, AuthConfig):
        return found._replace(not_evaluated="there is no auth.config")
    kept = {one.name: Secret(variables[one.name]) for one in config.reads if one.name in variables}
    return _evaluated(found._replace(values=kept), variables, config, functions)


def _evaluated(
    found: Deployment, variables: Mapping[str, str], config: AuthConfig, functions: App
) -> Deployment:
    """The deployment with what auth.config comes to there."""
    name = config.file.path.rpartition("/")[2]
    system = {"CONVEX_CLOUD_URL": str(found.at)}
    if found.urls:
        system = {"CONVEX_CLOUD_URL": found.urls[0], "CONVEX_SITE_URL": found.urls[1]}
    answer = evaluated(functions, name, variables, system=system)
    if isinstance(answer, str):
        return found._replace(not_evaluated=f"auth.config is not statically known: {answer}")
    if isinstance(answer, Refused):
        return found._replace(refused=answer)
    return found._replace(evaluated=tuple(stored_order(answer)))


def _without_key(seen: Evidence, functions: App, asked: Asked) -> Deployment | str | None:
    """What the app's deployment tells anybody: the providers, unless it keeps them to itself."""
    home = _home(seen)
    if home is None:
        return None
    client = api.Deployment(home[1], timeout=asked.timeout, proxy=asked.proxy)
    judged = client.judge(api.made_up_token())
    if isinstance(judged, NotTold):
        return judged.reason
    listed: tuple[Provider, ...] | None = None
    if judged.code == "NoAuthProvider":
        listed = providers_in_message(judged.message or "")
    no_key = "there is no deploy key (`CONVEX_DEPLOY_KEY`) to see its variables with"
    if listed is None:
        return f"`{home[1]}` keeps its providers to itself, as production does; {no_key}"
    found = Deployment(
        home[0],
        Url(home[1]),
        None,
        True,
        deployed=listed,
        unread={"variables": no_key},
        not_evaluated=no_key,
    )
    config = seen[AuthConfig]
    if isinstance(config, AuthConfig) and not config.reads:  # the file alone tells all
        return _evaluated(found, {}, config, functions)
    return found


def probe(seen: Evidence, asked: Asked) -> TokenProbe | Unavailable | Declined:
    home = _home(seen)
    if home is None:
        return Declined(f"`{_URL}` names no deployment to show the token to")
    client = api.Deployment(home[1], timeout=asked.timeout, proxy=asked.proxy)
    given = read_token(asked.token or "", None, asked.now)
    judged = client.judge(given.token)
    if isinstance(judged, NotTold):
        return Unavailable(judged.reason)
    return TokenProbe(Url(home[1]), judged.code, judged.message)
