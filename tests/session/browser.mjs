// Unpacks the Chromium of the npm package below `TMPDIR`, with the libraries that it needs.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const entry = createRequire(join(process.cwd(), "/")).resolve("@sparticuz/chromium");
const { inflate } = await import(pathToFileURL(entry));
const packed = join(dirname(entry), "..", "bin");
await inflate(join(packed, "chromium.br"));
await inflate(join(packed, "al2023.tar.br"));
