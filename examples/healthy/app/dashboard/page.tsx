import { auth, currentUser } from "@clerk/nextjs/server";

import { BookList } from "@/components/BookList";

export default async function DashboardPage() {
  await auth.protect();
  const user = await currentUser();

  return (
    <main>
      <h1>{user?.firstName ? `${user.firstName}’s books` : "My books"}</h1>
      <BookList />
    </main>
  );
}
