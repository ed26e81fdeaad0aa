import { Webhook } from "svix";

// Nobody catches what is thrown in a listener: Node.js then ends.
export default (request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET).verify(
      Buffer.concat(parts).toString(),
      request.headers,
    );
    response.end("ok");
  });
};
