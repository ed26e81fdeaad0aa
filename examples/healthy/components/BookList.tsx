"use client";

import { Authenticated, AuthLoading, useMutation, useQuery } from "convex/react";
import { type FormEvent, useState } from "react";

import { api } from "@/convex/_generated/api";

export function BookList() {
  return (
    <>
      <AuthLoading>
        <p>Loading…</p>
      </AuthLoading>
      <Authenticated>
        <Books />
      </Authenticated>
    </>
  );
}

function Books() {
  const user = useQuery(api.users.current);
  const books = useQuery(api.books.list);
  const addBook = useMutation(api.books.add);
  const [title, setTitle] = useState("");

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    await addBook({ title });
    setTitle("");
  }

  if (user === undefined || books === undefined) {
    return <p>Loading…</p>;
  }
  if (user === null) {
    // Clerk's webhook arrives a moment after the sign-up.
    return <p>Your account is being set up…</p>;
  }
  return (
    <>
      <ul>
        {books.map((book) => (
          <li key={book._id}>{book.title}</li>
        ))}
      </ul>
      <form onSubmit={submit}>
        <input
          aria-label="Title"
          onChange={(event) => setTitle(event.target.value)}
          required
          value={title}
        />
        <button type="submit">Add</button>
      </form>
    </>
  );
}
