// What Convex' command line makes of a deploy key and of CONVEX_DEPLOYMENT: one JSON string a line.
// Its module is run without its imports: the functions asked here use none of them.
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";

const path = process.cwd() + "/node_modules/convex/dist/esm/cli/lib/deployment.js";
const source = readFileSync(path, "utf8").replace(/^import [^;]*;$/gm, "");
const cli = await import("data:text/javascript;base64," + Buffer.from(source).toString("base64"));

const ctx = { crash: () => null };
for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  const text = JSON.parse(line);
  const isKey = text.includes("|") && !cli.isPreviewDeployKey(text);
  const answer = {
    preview: cli.isPreviewDeployKey(text),
    project: cli.isProjectKey(text),
    deployment: cli.isDeploymentKey(text),
    type: cli.deploymentTypeFromAdminKey(text),
    name: isKey ? cli.stripDeploymentTypePrefix(text.split("|")[0]) : null,
    selectedType: cli.getDeploymentTypeFromConfiguredDeployment(text),
    selectedName: cli.stripDeploymentTypePrefix(text),
    anonymous: cli.isAnonymousDeployment(cli.stripDeploymentTypePrefix(text)),
  };
  if (isKey) {
    try {
      answer.name = await cli.deploymentNameFromAdminKeyOrCrash(ctx, text);
    } catch {
      answer.name = "threw";
    }
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
