import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  notes: defineTable({
    // The subject of the owner's tokens, which is Clerk's id of the user.
    owner: v.string(),
    text: v.string(),
  }).index("by_owner", ["owner"]),
});
