// The modulus that Node.js takes each text for, in hexadecimal digits: one JSON text a line.
import { createPublicKey } from "node:crypto";
import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin })) {
  if (!line) continue;
  const key = createPublicKey({ key: { kty: "RSA", n: JSON.parse(line), e: "AQAB" }, format: "jwk" });
  const { n } = key.export({ format: "jwk" });
  process.stdout.write(JSON.stringify(Buffer.from(n, "base64url").toString("hex")) + "\n");
}
