"""Lock files of npm, pnpm, Yarn and Bun: text in, the versions they fix out.

Each format has a module with `parse(text) -> Lock | Broken`. They read what is asked for and no
more: loading a pnpm-lock.yaml of a megabyte with a YAML library takes seconds.
"""
