"""Why a session does not persist: cookies, recordings, redirects and pages, read offline."""
