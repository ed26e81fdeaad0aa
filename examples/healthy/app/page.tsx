import Link from "next/link";

export default function HomePage() {
  return (
    <main>
      <h1>What will you read next?</h1>
      <p>Keep the titles that people recommend to you, and tick them off one by one.</p>
      <Link href="/dashboard" prefetch={false}>
        Open my list
      </Link>
    </main>
  );
}
