"""The only place that touches the world: files, environment, git."""
