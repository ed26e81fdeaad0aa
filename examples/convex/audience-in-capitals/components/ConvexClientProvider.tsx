"use client";

import { useAuth } from "@clerk/nextjs";
import { ConvexReactClient } from "convex/react";
import { ConvexProviderWithClerk } from "convex/react-clerk";
import { type ReactNode, useState } from "react";

function createConvexClient() {
  return new ConvexReactClient(process.env.NEXT_PUBLIC_CONVEX_URL!);
}

export function ConvexClientProvider({ children }: { children: ReactNode }) {
  const [convex] = useState(createConvexClient);

  return (
    <ConvexProviderWithClerk client={convex} useAuth={useAuth}>
      {children}
    </ConvexProviderWithClerk>
  );
}
