import type { PropsWithChildren } from "react";

export function Panel({ title, children }: PropsWithChildren<{ title: string }>) {
  return (
    <section>
      <h1>{title}</h1>
      {children}
    </section>
  );
}
