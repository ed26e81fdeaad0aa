import { v } from "convex/values";

import { mutation, query } from "./_generated/server";
import { getCurrentUser } from "./users";

export const list = query({
  args: {},
  handler: async (ctx) => {
    const user = await getCurrentUser(ctx);
    if (user === null) {
      return [];
    }
    return await ctx.db
      .query("books")
      .withIndex("by_user", (q) => q.eq("userId", user._id))
      .take(200);
  },
});

export const add = mutation({
  args: { title: v.string() },
  handler: async (ctx, { title }) => {
    const user = await getCurrentUser(ctx);
    if (user === null) {
      throw new Error("Sign in to add a book");
    }
    await ctx.db.insert("books", { userId: user._id, title });
  },
});
