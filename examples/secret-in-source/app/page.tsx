import Link from "next/link";

export default function HomePage() {
  return (
    <main>
      <h1>Badges</h1>
      <Link href="/badges" prefetch={false}>
        Who has one
      </Link>
    </main>
  );
}
