import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  jars: defineTable({
    // The Clerk id of the user that the jar belongs to
    ownerId: v.string(),
    label: v.string(),
  }).index("by_owner", ["ownerId"]),
});
