export default function HomePage() {
  return (
    <main>
      <h1>Courses</h1>
      <p>The list of students is at /api/students, for people who are signed in.</p>
    </main>
  );
}
