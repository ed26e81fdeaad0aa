import { auth } from "@clerk/nextjs/server";

export default async function InvoicesPage() {
  const { userId } = await auth.protect();

  return (
    <main>
      <h1>Invoices</h1>
      <p>No invoice was written by {userId} yet.</p>
    </main>
  );
}
