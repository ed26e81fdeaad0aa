import { Webhook } from "svix";
import { post } from "./body.mjs";

const states = new Map();

export default post((request, body) => {
  const id = request.headers["svix-id"] ?? "";
  if (states.get(id) === "done") return [200, "ok"];
  if (states.get(id) === "running") return [409, "in progress"];
  states.set(id, "running");
  try {
    new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET).verify(body, request.headers);
  } catch {
    return [400, "Invalid signature"]; // and the id is running for ever
  }
  states.set(id, "done");
  return [200, "ok"];
});
