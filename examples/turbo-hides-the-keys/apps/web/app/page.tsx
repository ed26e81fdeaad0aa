import { Panel } from "@studio/ui/panel";
import Link from "next/link";

export default function HomePage() {
  return (
    <Panel title="Studio">
      <Link href="/reports" prefetch={false}>
        Reports
      </Link>
    </Panel>
  );
}
