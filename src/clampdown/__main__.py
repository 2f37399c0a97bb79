"""`python -m clampdown`."""

from clampdown.cli import main

if __name__ == "__main__":
    main()
