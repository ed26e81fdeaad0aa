"""Gathering what deployments state: Vercel, Convex, files that other tools wrote, this process."""
