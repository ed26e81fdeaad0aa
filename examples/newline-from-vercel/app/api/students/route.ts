import { auth } from "@clerk/nextjs/server";

import { listUsers } from "@/lib/clerk-api";

export async function GET() {
  const { userId } = await auth();
  if (!userId) {
    return Response.json({ error: "Sign in first" }, { status: 401 });
  }
  const students = await listUsers();
  return Response.json(students.map(({ id, username }) => ({ id, username })));
}
