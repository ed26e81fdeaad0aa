import "server-only";

import { Agent, get } from "node:https";

type ClerkUser = { id: string; username: string | null };

// One connection for all pages of a long list.
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function getPage(offset: number): Promise<ClerkUser[]> {
  return new Promise((resolve, reject) => {
    const request = get(
      `https://api.clerk.com/v1/users?limit=500&offset=${offset}`,
      { agent, headers: { Authorization: `Bearer ${process.env.CLERK_SECRET_KEY}` } },
      async (response) => {
        try {
          const chunks: Buffer[] = [];
          for await (const chunk of response) {
            chunks.push(chunk);
          }
          const body = Buffer.concat(chunks).toString("utf8");
          if (response.statusCode !== 200) {
            throw new Error(`Clerk answered ${response.statusCode}: ${body}`);
          }
          resolve(JSON.parse(body));
        } catch (error) {
          reject(error);
        }
      },
    );
    request.on("error", reject);
  });
}

export async function listUsers(): Promise<ClerkUser[]> {
  const users: ClerkUser[] = [];
  for (;;) {
    const page = await getPage(users.length);
    users.push(...page);
    if (page.length < 500) {
      return users;
    }
  }
}
