"""What each command does: options → gather → judge → render → exit code."""
