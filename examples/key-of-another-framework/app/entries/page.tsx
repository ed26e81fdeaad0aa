import { currentUser } from "@clerk/nextjs/server";

export default async function EntriesPage() {
  const user = await currentUser();
  if (!user) {
    return <p>Sign in to leave a line.</p>;
  }

  return (
    <main>
      <h1>Welcome, {user.firstName ?? "guest"}</h1>
    </main>
  );
}
