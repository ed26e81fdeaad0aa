import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  users: defineTable({
    // The id that Clerk gives a user, and the subject of the user's tokens: `user_…`
    clerkId: v.string(),
    name: v.string(),
    imageUrl: v.string(),
    updatedAt: v.number(),
  }).index("by_clerk_id", ["clerkId"]),

  books: defineTable({
    userId: v.id("users"),
    title: v.string(),
  }).index("by_user", ["userId"]),
});
