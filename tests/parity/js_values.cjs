// Evaluates JavaScript: [statements, expression] a line in, the expression's canonical value out.
const vm = require("node:vm");

const canonical = (value) => {
  if (value === undefined) return ["undefined"];
  if (value === null) return ["null"];
  if (typeof value === "boolean") return ["boolean", value];
  if (typeof value === "number") return ["number", Object.is(value, -0) ? "-0" : String(value)];
  if (typeof value === "string") return ["text", Array.from({ length: value.length }, (_, at) => value.charCodeAt(at))];
  if (Array.isArray(value)) return ["array", Array.from(value, canonical)];
  if (Object.prototype.toString.call(value) === "[object RegExp]") return ["regex", value.source, value.flags];
  if (typeof value === "object") return ["object", Object.keys(value).map((key) => [key, canonical(value[key])])];
  return [typeof value];
};

const answers = [];
for (const line of require("node:fs").readFileSync(0, "utf8").split("\n")) {
  if (!line) continue;
  try {
    const [statements, expression] = JSON.parse(line);
    const source = `${statements}\n;(${expression}\n)`;
    answers.push(JSON.stringify(canonical(vm.runInNewContext(source, {}, { timeout: 1000 }))));
  } catch (error) {
    answers.push(JSON.stringify(["error", String(error && error.name)]));
  }
}
process.stdout.write(answers.join("\n") + "\n");
