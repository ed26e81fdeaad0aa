"""Next.js' own rules, ported exactly."""
