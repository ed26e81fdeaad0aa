import Link from "next/link";

export default function HomePage() {
  return (
    <main>
      <h1>Guestbook</h1>
      <Link href="/entries" prefetch={false}>
        Entries
      </Link>
    </main>
  );
}
