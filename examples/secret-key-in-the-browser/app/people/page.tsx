import { auth } from "@clerk/nextjs/server";

import { PeopleSearch } from "./people-search";

export default async function PeoplePage() {
  await auth.protect();

  return (
    <main>
      <h1>People</h1>
      <PeopleSearch />
    </main>
  );
}
