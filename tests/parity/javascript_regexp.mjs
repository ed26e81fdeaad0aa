// Answers with Node.js' own regular expressions: [source, flags, texts] in; what `source` reads as
// and the matches, or why the expression is refused, out. `["cases", flag]`: which characters are one.
import { createInterface } from "node:readline";

function alike(flag) {
  const all = [];
  for (let code = 0; code < (flag ? 0x1e960 : 0x10000); code++) {
    if (code < 0xd800 || code > 0xdfff) all.push(String.fromCodePoint(code));
  }
  const changes = (one) => one.toUpperCase() !== one || one.toLowerCase() !== one;
  const folding = all.filter(changes);
  const text = folding.join("");
  return folding.map((one) => {
    const digits = one.codePointAt(0).toString(16);
    const escape = flag ? `\\u{${digits}}` : `\\u${digits.padStart(4, "0")}`;
    return [one, [...text.matchAll(new RegExp(escape, "gi" + flag))].map((match) => match[0]).join("")];
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  const [source, flags, texts] = JSON.parse(line);
  let answer;
  if (texts === undefined) {
    answer = alike(flags);
  } else {
    try {
      const shown = new RegExp(source, flags).source;
      const matches = texts.map((text) => new RegExp(source, flags).exec(text));
      answer = { shown, matches: matches.map((one) => one && [...one].map((part) => part ?? null)) };
    } catch (error) {
      answer = { error: error.message };
    }
  }
  console.log(JSON.stringify(answer));
}
