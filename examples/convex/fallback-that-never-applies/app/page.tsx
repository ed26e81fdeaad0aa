import { Notes } from "@/components/Notes";

export default function Page() {
  return <Notes />;
}
