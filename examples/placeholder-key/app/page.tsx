import Link from "next/link";

export default function HomePage() {
  return (
    <main>
      <h1>Notes</h1>
      <Link href="/notes" prefetch={false}>
        My notes
      </Link>
    </main>
  );
}
