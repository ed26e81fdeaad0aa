"""How the app's own code calls Convex: its providers, its clients, its calls."""
