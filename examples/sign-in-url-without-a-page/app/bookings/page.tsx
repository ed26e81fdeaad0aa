import { auth } from "@clerk/nextjs/server";

export default async function BookingsPage() {
  await auth.protect();

  return (
    <main>
      <h1>My bookings</h1>
    </main>
  );
}
