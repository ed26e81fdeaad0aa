import { query } from "./_generated/server";

export const mine = query({
  args: {},
  handler: async (ctx) => {
    const identity = await ctx.auth.getUserIdentity();
    if (identity === null) {
      throw new Error("Sign in to see your shelves");
    }
    return await ctx.db
      .query("jars")
      .withIndex("by_owner", (q) => q.eq("ownerId", identity.subject))
      .take(100);
  },
});
