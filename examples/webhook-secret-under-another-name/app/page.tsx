import Link from "next/link";

export default function HomePage() {
  return (
    <main>
      <h1>Newsroom</h1>
      <Link href="/members" prefetch={false}>
        Members
      </Link>
    </main>
  );
}
