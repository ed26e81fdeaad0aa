import { auth } from "@clerk/nextjs/server";

export default async function OrdersPage() {
  await auth.protect();

  return (
    <main>
      <h1>Orders</h1>
      <p>Nothing is waiting to be shipped.</p>
    </main>
  );
}
