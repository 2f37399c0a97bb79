"""One simulated day in plain Python, written from docs/model.md alone.

One person at a time, with Python's own integers and floats. It shares no code with the package's day or
rules, only the declarations of columns and codes and the names of tallies: where results agree, the page
tells what the kernel does. Section numbers are those of the page; entries of a formula without a docstring
are the page's entries of that name.
"""
