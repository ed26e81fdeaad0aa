"use client";

import { useConvexAuth, useQuery } from "convex/react";

import { api } from "@/convex/_generated/api";

export function Shelves() {
  const { isAuthenticated } = useConvexAuth();
  const jars = useQuery(api.jars.mine, isAuthenticated ? {} : "skip");

  if (jars === undefined) {
    return <p>Loading…</p>;
  }
  return (
    <ul>
      {jars.map((jar) => (
        <li key={jar._id}>{jar.label}</li>
      ))}
    </ul>
  );
}
