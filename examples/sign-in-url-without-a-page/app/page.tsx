import Link from "next/link";

export default function HomePage() {
  return (
    <main>
      <h1>Bookings</h1>
      <Link href="/bookings" prefetch={false}>
        My bookings
      </Link>
    </main>
  );
}
