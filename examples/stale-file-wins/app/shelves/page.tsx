import { auth } from "@clerk/nextjs/server";

import { Shelves } from "@/components/shelves";

export default async function ShelvesPage() {
  await auth.protect();

  return (
    <main>
      <h1>My shelves</h1>
      <Shelves />
    </main>
  );
}
