"""What the Convex projects of these tests are put together from: their files, by path."""

SERVER = (
    "import { query, mutation, action, internalQuery, internalMutation, internalAction,"
    ' httpAction } from "./_generated/server";\n'
    'import { internal, api } from "./_generated/api";\n'
    'import { v, ConvexError } from "convex/values";\n'
)
DEEPER = SERVER.replace('"./_', '"../_')

ASK = """
    const identity = await ctx.auth.getUserIdentity();
    if (!identity) throw new Error("Not authenticated");
"""

SCHEMA = {
    "convex/schema.ts": """
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
export default defineSchema({
  users: defineTable({ clerkId: v.string(), name: v.string(), email: v.string() })
    .index("by_clerk_id", ["clerkId"]),
  notes: defineTable({ userId: v.string(), text: v.string(), isDone: v.boolean() })
    .index("by_user", ["userId"]),
  posts: defineTable({ authorId: v.id("users"), title: v.string(), views: v.number() })
    .index("by_author", ["authorId"]),
  contacts: defineTable({ email: v.string(), message: v.string() }),
});
"""
}

REQUIRE_USER = {
    "convex/lib/auth.ts": DEEPER
    + """
export async function requireUser(ctx) {
  const identity = await ctx.auth.getUserIdentity();
  if (identity === null) throw new ConvexError("Unauthenticated");
  const user = await ctx.db
    .query("users")
    .withIndex("by_clerk_id", (q) => q.eq("clerkId", identity.subject))
    .unique();
  if (user === null) throw new ConvexError("No such user");
  return user;
}
export async function requireAdmin(ctx) {
  const user = await requireUser(ctx);
  if (user.role !== "admin") throw new ConvexError("Not an admin");
  return user;
}
export const currentUser = async (ctx) => {
  const identity = await ctx.auth.getUserIdentity();
  return identity && (await ctx.db
    .query("users")
    .withIndex("by_clerk_id", (q) => q.eq("clerkId", identity.subject))
    .unique());
};
"""
}

PROVIDER = {
    "components/ConvexClientProvider.tsx": """"use client";
import { ReactNode } from "react";
import { ConvexReactClient } from "convex/react";
import { ConvexProviderWithClerk } from "convex/react-clerk";
import { useAuth } from "@clerk/nextjs";

const convex = new ConvexReactClient(process.env.NEXT_PUBLIC_CONVEX_URL!);

export default function ConvexClientProvider({ children }: { children: ReactNode }) {
  return (
    <ConvexProviderWithClerk client={convex} useAuth={useAuth}>
      {children}
    </ConvexProviderWithClerk>
  );
}
"""
}
LAYOUT = {
    "app/layout.tsx": """
import { ClerkProvider } from "@clerk/nextjs";
import ConvexClientProvider from "../components/ConvexClientProvider";

export default function RootLayout({ children }) {
  return (
    <html lang="en">
      <body>
        <ClerkProvider>
          <ConvexClientProvider>{children}</ConvexClientProvider>
        </ClerkProvider>
      </body>
    </html>
  );
}
"""
}
NEXT = {**PROVIDER, **LAYOUT}

CLIENT = (
    '"use client";\n'
    'import { useQuery, useMutation, usePaginatedQuery } from "convex/react";\n'
    'import { useConvexAuth, Authenticated, Unauthenticated, AuthLoading } from "convex/react";\n'
)


def client(*names: str) -> str:
    """The head of a client component that takes these from `convex/react`."""
    return (
        f'"use client";\nimport {{ {", ".join(names)} }} from "convex/react";\n'
        'import { api } from "../convex/_generated/api";\n'
    )


PRIVATE = {
    "convex/notes.ts": SERVER
    + f"""
export const list = query({{ args: {{}}, handler: async (ctx) => {{
{ASK}
    return await ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", identity.subject)).collect();
  }} }});
export const mine = query({{ args: {{}}, handler: async (ctx) => {{
    const identity = await ctx.auth.getUserIdentity();
    if (!identity) return [];
    return await ctx.db.query("notes").withIndex("by_user", (q) => q.eq("userId", identity.subject)).collect();
  }} }});
export const create = mutation({{ args: {{ text: v.string() }}, handler: async (ctx, args) => {{
{ASK}
    return await ctx.db.insert("notes", {{ userId: identity.subject, text: args.text, isDone: false }});
  }} }});
"""
}
"""Notes of one's own: `list` and `create` throw without an identity, `mine` gives none."""

PUBLIC = {
    "convex/open.ts": SERVER
    + """
export const recent = query({ args: {}, handler: async (ctx) => ctx.db.query("posts").order("desc").take(10) });
"""
}


def functions(
    text: str, name: str = "notes", *, also: dict[str, str] | None = None
) -> dict[str, str]:
    """A project with these functions, the schema, and what they share."""
    return {**SCHEMA, **REQUIRE_USER, **(also or {}), f"convex/{name}.ts": SERVER + text}
