"""What Vercel's API and its command line say about the variables of a project."""
