import { v } from "convex/values";

import { mutation, query, type QueryCtx } from "./_generated/server";

function userByClerkId(ctx: QueryCtx, clerkId: string) {
  return ctx.db
    .query("users")
    .withIndex("by_clerk_id", (q) => q.eq("clerkId", clerkId))
    .unique();
}

/** The signed-in user, or null: nobody is signed in, or the webhook has not come yet. */
export async function getCurrentUser(ctx: QueryCtx) {
  const identity = await ctx.auth.getUserIdentity();
  return identity && (await userByClerkId(ctx, identity.subject));
}

export const current = query({
  args: {},
  handler: async (ctx) => await getCurrentUser(ctx),
});

/**
 * Only our own webhook route may write users. It acts for nobody who is signed in, so it
 * shows a secret that this deployment knows as well.
 */
function checkSyncSecret(secret: string) {
  const expected = process.env.USER_SYNC_SECRET;
  if (!expected || secret !== expected) {
    throw new Error("Not allowed to write users");
  }
}

export const upsertFromClerk = mutation({
  args: {
    secret: v.string(),
    clerkId: v.string(),
    name: v.string(),
    imageUrl: v.string(),
    updatedAt: v.number(),
  },
  handler: async (ctx, { secret, ...profile }) => {
    checkSyncSecret(secret);
    const user = await userByClerkId(ctx, profile.clerkId);
    if (user === null) {
      await ctx.db.insert("users", profile);
    } else if (user.updatedAt <= profile.updatedAt) {
      // Deliveries may come twice and out of order: the newest wins.
      await ctx.db.patch(user._id, profile);
    }
  },
});

export const deleteFromClerk = mutation({
  args: { secret: v.string(), clerkId: v.string() },
  handler: async (ctx, { secret, clerkId }) => {
    checkSyncSecret(secret);
    const user = await userByClerkId(ctx, clerkId);
    if (user === null) {
      return;
    }
    const books = ctx.db.query("books").withIndex("by_user", (q) => q.eq("userId", user._id));
    for await (const book of books) {
      await ctx.db.delete(book._id);
    }
    await ctx.db.delete(user._id);
  },
});
