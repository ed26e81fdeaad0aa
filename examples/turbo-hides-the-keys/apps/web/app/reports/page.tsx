import { auth, createClerkClient } from "@clerk/nextjs/server";
import { Panel } from "@studio/ui/panel";
import { unstable_cache } from "next/cache";

import { env } from "@/lib/env";

const clerk = createClerkClient({ secretKey: env.clerkSecretKey });
const countPeople = unstable_cache(() => clerk.users.getCount(), ["people"], { tags: ["people"] });

export default async function ReportsPage() {
  await auth.protect();

  return (
    <Panel title="Reports">
      <p>{await countPeople()} people have an account.</p>
    </Panel>
  );
}
