"use client";

import { type FormEvent, useState } from "react";

type Person = { id: string; first_name: string | null; last_name: string | null };

async function findPeople(query: string): Promise<Person[]> {
  const url = new URL("https://api.clerk.com/v1/users");
  url.searchParams.set("query", query);
  const response = await fetch(url, {
    headers: { Authorization: `Bearer ${process.env.NEXT_PUBLIC_CLERK_SECRET_KEY}` },
  });
  return response.ok ? await response.json() : [];
}

export function PeopleSearch() {
  const [query, setQuery] = useState("");
  const [people, setPeople] = useState<Person[]>([]);

  async function search(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setPeople(await findPeople(query));
  }

  return (
    <form onSubmit={search}>
      <input
        aria-label="Name"
        onChange={(event) => setQuery(event.target.value)}
        value={query}
      />
      <button type="submit">Search</button>
      <ul>
        {people.map((person) => (
          <li key={person.id}>
            {person.first_name} {person.last_name}
          </li>
        ))}
      </ul>
    </form>
  );
}
