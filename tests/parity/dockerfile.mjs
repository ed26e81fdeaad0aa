// Answers with the npm package `dockerfile-ast`: a Dockerfile's text in, its instructions out.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const { DockerfileParser } = createRequire(process.cwd() + "/")("dockerfile-ast");

const properties = (one) =>
  one.getProperties().map((property) => [property.getName(), property.getValue()]);

for await (const line of createInterface({ input: process.stdin })) {
  const { text, names } = JSON.parse(line);
  const file = DockerfileParser.parse(text);
  const lines = text.split("\n").length;
  const told = file.getInstructions().map((one) => {
    const name = one.getKeyword();
    const range = one.getRange();
    const heredocs = one.getHeredocs?.() ?? [];
    const last = heredocs.at(-1)?.getDelimiterRange()?.end ?? range.end;
    const said = { name, line: range.start.line + 1, end: last.line + 1 };
    said.flags = (one.getFlags?.() ?? []).map((flag) => flag.toString());
    // One on each instruction, which is on one line: what is between it and the delimiter.
    said.heredocs = heredocs.map((heredoc) => [
      heredoc.getName(),
      (heredoc.getDelimiterRange()?.start.line ?? range.end.line) - range.start.line - 1,
    ]);
    if (name === "ENV" || name === "ARG") said.pairs = properties(one);
    if (name === "FROM") said.from = [one.getImage(), one.getBuildStage()];
    if (name === "RUN") {
      const json = one.getOpeningBracket?.() && one.getClosingBracket?.();
      said.words = json ? one.getJSONStrings().map((string) => string.getJSONValue()) : null;
      // What the stages that this one starts from declare, and it above this line.
      const line = range.start.line;
      const above = file.getStageHierarchy(line).flatMap((stage, at, all) =>
        stage.getAvailableVariables(at === all.length - 1 ? line : lines),
      );
      said.known = names.filter((variable) => above.includes(variable));
    }
    return said;
  });
  console.log(JSON.stringify({ escape: file.getEscapeCharacter(), told }));
}
