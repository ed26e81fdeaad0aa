// The bytes of a request's body.
export async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

// A listener of `POST`, which answers what `handle` returns: a status and a text.
export const post = (handle) => async (request, response) => {
  if (request.method !== "POST") {
    response.writeHead(405, { allow: "POST" }).end();
    return;
  }
  const [status, text, headers = {}] = await handle(request, await bodyOf(request));
  response.writeHead(status, headers).end(text);
};
