import "server-only";

import postgres from "postgres";

let connection: postgres.Sql | undefined;

/** Connects at the first query: the build has no database. */
function database() {
  const url = process.env.DATABASE_URL;
  if (!url) {
    throw new Error("DATABASE_URL is not set");
  }
  return (connection ??= postgres(url));
}

export async function saveMember(member: { clerkId: string; name: string }) {
  const sql = database();
  await sql`
    insert into members (clerk_id, name) values (${member.clerkId}, ${member.name})
    on conflict (clerk_id) do update set name = excluded.name
  `;
}

export async function removeMember(clerkId: string) {
  const sql = database();
  await sql`delete from members where clerk_id = ${clerkId}`;
}

export async function countMembers(): Promise<number> {
  const sql = database();
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from members`;
  return row.count;
}
