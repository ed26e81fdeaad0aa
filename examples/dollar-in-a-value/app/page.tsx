import Link from "next/link";

export default function HomePage() {
  return (
    <main>
      <h1>Depot</h1>
      <Link href="/orders" prefetch={false}>
        Orders
      </Link>
    </main>
  );
}
