"use client";

import { Authenticated, useQuery } from "convex/react";

import { api } from "@/convex/_generated/api";

export function Notes() {
  return (
    <Authenticated>
      <List />
    </Authenticated>
  );
}

function List() {
  const notes = useQuery(api.notes.list);
  return (
    <ul>
      {notes?.map((note) => (
        <li key={note._id}>{note.text}</li>
      ))}
    </ul>
  );
}
