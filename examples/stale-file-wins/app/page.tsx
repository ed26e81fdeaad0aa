import Link from "next/link";

export default function HomePage() {
  return (
    <main>
      <h1>Pantry</h1>
      <Link href="/shelves" prefetch={false}>
        My shelves
      </Link>
    </main>
  );
}
