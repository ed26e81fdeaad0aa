import Link from "next/link";

export default function HomePage() {
  return (
    <main>
      <h1>Recipes</h1>
      <Link href="/recipes" prefetch={false}>
        The family’s recipes
      </Link>
    </main>
  );
}
