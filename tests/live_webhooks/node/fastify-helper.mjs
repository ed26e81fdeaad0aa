import { verifyWebhook } from "@clerk/fastify/webhooks";
import Fastify from "fastify";

const fastify = Fastify();

fastify.post("/api/webhooks/clerk", async (request, reply) => {
  try {
    const event = await verifyWebhook(request);
    return reply.send({ received: event.type });
  } catch (error) {
    return reply.code(400).send({ error: "Error verifying webhook" });
  }
});

await fastify.ready();
export default fastify.routing;
