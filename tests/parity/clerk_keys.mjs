// What @clerk/shared makes of each key: one JSON case a line in, one JSON answer a line out.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(process.cwd() + "/");
const load = (name) => {
  try {
    return require("@clerk/shared/" + name);
  } catch {
    return {}; // Not in this version.
  }
};
const keys = load("keys");
const { isomorphicAtob } = load("isomorphicAtob");
const { apiUrlFromPublishableKey } = load("apiUrlFromPublishableKey");
const { buildAccountsBaseUrl } = load("buildAccountsBaseUrl");
const { isTruthy } = load("underscore");
const url = load("url");
const proxy = load("proxy");

const attempt = (work) => {
  try {
    return work();
  } catch (error) {
    return { threw: error.name };
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  const { text, options, environment } = JSON.parse(line);
  const plain = attempt(() => keys.parsePublishableKey(text) ?? null);
  const answer = {
    atob: attempt(() => isomorphicAtob(text)),
    valid: attempt(() => keys.isPublishableKey(text)),
    plain,
    parsed: attempt(() => keys.parsePublishableKey(text, options) ?? null),
    types: [
      keys.isDevelopmentFromPublishableKey(text),
      keys.isProductionFromPublishableKey(text),
      keys.isDevelopmentFromSecretKey(text),
      keys.isProductionFromSecretKey(text),
    ],
  };
  if (keys.getCookieSuffix) answer.suffix = await keys.getCookieSuffix(text);
  if (options.all) {
    answer.api = apiUrlFromPublishableKey(text);
    answer.built = attempt(() => keys.buildPublishableKey(text));
    answer.portal = buildAccountsBaseUrl(text);
    answer.portalOfKey = buildAccountsBaseUrl(plain?.frontendApi ?? "");
    answer.devOrStaging = keys.createDevOrStagingUrlCache().isDevOrStagingUrl(text);
    answer.devPortal =
      url.isLegacyDevAccountPortalOrigin(text) || url.isCurrentDevAccountPortalOrigin(text);
    answer.truthy = isTruthy(text);
    answer.proxyUrl = proxy.isValidProxyUrl(text);
    answer.autoProxy = proxy.getAutoProxyUrlFromEnvironment({
      publishableKey: text,
      hasDomain: !!options.domain,
      hasProxyUrl: !!options.proxyUrl,
      environment,
    });
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
