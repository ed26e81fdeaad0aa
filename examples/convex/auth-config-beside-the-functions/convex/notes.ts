import { query } from "./_generated/server";

export const list = query({
  args: {},
  handler: async (ctx) => {
    const identity = await ctx.auth.getUserIdentity();
    if (identity === null) {
      throw new Error("Sign in to see your notes");
    }
    return await ctx.db
      .query("notes")
      .withIndex("by_owner", (q) => q.eq("owner", identity.subject))
      .take(100);
  },
});
