import { auth } from "@clerk/nextjs/server";

import { countMembers } from "@/lib/members";

export default async function MembersPage() {
  await auth.protect();

  return (
    <main>
      <h1>Members</h1>
      <p>{await countMembers()} people write here.</p>
    </main>
  );
}
