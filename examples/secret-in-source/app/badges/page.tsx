import { auth } from "@clerk/nextjs/server";

import { clerk } from "@/lib/clerk";

export default async function BadgesPage() {
  await auth.protect();
  const { data: users } = await clerk.users.getUserList({ limit: 100 });

  return (
    <main>
      <h1>Badges</h1>
      <ul>
        {users.map((user) => (
          <li key={user.id}>{user.fullName}</li>
        ))}
      </ul>
    </main>
  );
}
