import { auth } from "@clerk/nextjs/server";

export default async function NotesPage() {
  await auth.protect();

  return (
    <main>
      <h1>My notes</h1>
      <p>There are none yet.</p>
    </main>
  );
}
