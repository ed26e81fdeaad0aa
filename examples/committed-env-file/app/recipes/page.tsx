import { auth } from "@clerk/nextjs/server";

export default async function RecipesPage() {
  await auth.protect();

  return (
    <main>
      <h1>The family’s recipes</h1>
    </main>
  );
}
