"""`python -m clerkdoctor` is the command too."""

from clerkdoctor.entry import main

if __name__ == "__main__":
    main()
