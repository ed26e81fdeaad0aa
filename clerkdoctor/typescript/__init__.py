"""Reading TypeScript and JavaScript: bytes in, facts out.

`sources.Sources` is the way in: files come through the callables that it is given. Its modules
(`module.Module`) tell imports, exports, calls, JSX elements and environment reads; its `value` and
`exported` tell what an expression is (`values`), or why that cannot be known.
"""
