// Answers with the npm package `next`: what its build finds among files, and how it sorts and
// matches routes.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const require = createRequire(process.cwd() + "/");
const { discoverRoutes } = require("next/dist/build/route-discovery");
const { normalizeAppPath } = require("next/dist/shared/lib/router/utils/app-paths");
const { getSortedRoutes, isDynamicRoute } = require("next/dist/shared/lib/router/utils");
const { getNamedRouteRegex } = require("next/dist/shared/lib/router/utils/route-regex");
const { getRouteMatcher } = require("next/dist/shared/lib/router/utils/route-matcher");
const { extractInterceptionRouteInformation, isInterceptionRouteAppPath } = require(
  "next/dist/shared/lib/router/utils/interception-routes",
);
const { findPagesDir } = require("next/dist/lib/find-pages-dir");

const { loadBindings } = require("next/dist/build/swc");

const EXPORTS = "export function generateImageMetadata() {}\nexport function generateSitemaps() {}\n";

await loadBindings(); // Without, Next.js reads no exports and says nothing.

async function discovered({ files, several, extensions }) {
  const root = mkdtempSync(join(tmpdir(), "next-routes-"));
  try {
    for (const folder of new Set(files.map(dirname))) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    for (const file of files) {
      writeFileSync(join(root, file), several.includes(file) ? EXPORTS : "");
    }
    const { appDir, pagesDir } = findPagesDir(root);
    const isSrcDir = (appDir ?? pagesDir).startsWith(join(root, "src"));
    const found = await discoverRoutes({
      appDir, pagesDir, pageExtensions: extensions, isDev: false, baseDir: root, isSrcDir,
    });
    const own = (mapped, alias, folder, path) =>
      Object.entries(mapped ?? {})
        .filter(([, file]) => file.startsWith(alias))
        .map(([key, file]) => [path(key), folder.slice(root.length + 1) + file.slice(alias.length)]);
    return {
      app: own(found.mappedAppPages, "private-next-app-dir", appDir ?? "", normalizeAppPath),
      pages: own(found.mappedPages, "private-next-pages", pagesDir ?? "", (key) => key),
      folders: [appDir, pagesDir].map((folder) => folder?.slice(root.length + 1) ?? null),
    };
  } catch (error) {
    return { error: String(error) };
  } finally {
    rmSync(root, { recursive: true });
  }
}

function matched({ paths, pathnames }) {
  let sorted, dynamic, intercepts;
  try {
    sorted = getSortedRoutes(paths);
    dynamic = sorted.filter((path) => isDynamicRoute(path)).map((path) => [
      path,
      getRouteMatcher(
        getNamedRouteRegex(path, { prefixRouteKeys: true, includePrefix: true, includeSuffix: true }),
      ),
    ]);
    intercepts = paths.map((path) =>
      isInterceptionRouteAppPath(path)
        ? extractInterceptionRouteInformation(path).interceptedRoute
        : null,
    );
  } catch (error) {
    return { error: error.message };
  }
  const serving = (pathname) => {
    if (paths.includes(pathname)) return pathname;
    try {
      return dynamic.find(([, match]) => match(pathname))?.[0] ?? null;
    } catch {
      return null; // A parameter that cannot be decoded: 400.
    }
  };
  return { sorted, served: pathnames.map(serving), intercepts };
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  console.log(JSON.stringify("files" in asked ? await discovered(asked) : matched(asked)));
}
