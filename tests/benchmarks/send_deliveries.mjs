// Sends deliveries with undici, `atOnce` of them at the same time, and says how long that took.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const { Pool } = createRequire(`${process.cwd()}/`)("undici");

for await (const line of createInterface({ input: process.stdin })) {
  const { port, path, count, atOnce, body, headers } = JSON.parse(line);
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: atOnce });
  const some = async (number) => {
    for (let sent = 0; sent < number; sent += 1) {
      const answer = await pool.request({ path, method: "POST", headers, body });
      if (answer.statusCode !== 200) throw new Error(`answered ${answer.statusCode}`);
      await answer.body.text();
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: atOnce }, () => some(Math.floor(count / atOnce))));
  console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000 }));
  await pool.close();
}
