"""An engine for JavaScript's regular expressions: read, compiled and run as ECMA-262 has it.

A pattern comes from somebody's repository, and there are patterns on which an engine that goes back
and tries again never ends. This one counts its steps, and where it need not remember groups it
tries nothing twice. What it does not know it says, and never answers by guessing.
"""
