import "server-only";

function required(name: string, value: string | undefined): string {
  if (!value) {
    throw new Error(`${name} is not set`);
  }
  return value;
}

/** What the server cannot do without, so that a build stops when it is missing. */
export const env = {
  clerkSecretKey: required("CLERK_SECRET_KEY", process.env.CLERK_SECRET_KEY),
  webhookSigningSecret: required(
    "CLERK_WEBHOOK_SIGNING_SECRET",
    process.env.CLERK_WEBHOOK_SIGNING_SECRET,
  ),
};
