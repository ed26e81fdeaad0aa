"""How an app is built elsewhere: Dockerfiles, .dockerignore, and the commands that build it."""
