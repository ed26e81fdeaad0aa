"""How the middleware's file exports its handler, and whether one release of Next.js runs it.

Up to 15, what the file exports is found out when a request comes (`build/templates/middleware.js`).
16 also looks at the syntax of the exports while it builds (`validateMiddlewareProxyExports` in
`build/analysis/get-page-static-info.js`), and overlooks a default export in a list.
"""

from typing import TYPE_CHECKING

from clerkdoctor.facts.place import Place
from clerkdoctor.facts.routes import Convention, HandlerExport
from clerkdoctor.typescript.values import Array, Boolean, Null, Number, Object, Text, Undefined

if TYPE_CHECKING:
    from tree_sitter import Node

    from clerkdoctor.typescript.exports import Export
    from clerkdoctor.typescript.module import Module
    from clerkdoctor.typescript.sources import Sources

_FUNCTIONS = frozenset({
    "function_declaration", "function_signature", "generator_function_declaration",
})  # fmt: skip
_NO_FUNCTIONS = (Object, Array, Text, Number, Boolean, Null, Undefined)

# 16 looks at the syntax of a file only where one of these words stands in it.
_LOOKED_AT = (
    "runtime", "preferredRegion", "getStaticProps", "getServerSideProps", "generateStaticParams",
    "unstable_paramMatching", "unstable_generateParamMatching", "export const",
    "generateImageMetadata", "generateSitemaps", "middleware", "proxy",
)  # fmt: skip


def handler_export(
    module: "Module", convention: Convention, major: int | None, sources: "Sources | None" = None
) -> HandlerExport:
    """The export that Next.js runs, and what it says where it runs none.

    With `sources`, exports are followed into other files. A major of None is not known: then only
    what all of them say is an error. What cannot be told without running the file is none.
    """
    if major is None:
        majors = (16,) if convention == "proxy" else (14, 15, 16)
        found = [handler_export(module, convention, one, sources) for one in majors]
        silent = next((one for one in found if one.error is None), None)
        return silent or found[-1]
    name = "proxy" if convention == "proxy" else "middleware"
    return _Exports(module, name, major, sources).judged()


class _Exports:
    def __init__(self, module: "Module", name: str, major: int, sources: "Sources | None") -> None:
        self.module = module
        self.name = name
        self.major = major
        self.sources = sources
        exports = [one for one in module.exports if not one.is_type]
        self.named = next((one for one in exports if one.name == name), None)
        self.default = next((one for one in exports if one.name == "default"), None)
        self.star = next((one for one in exports if one.name == "*"), None)

    def judged(self) -> HandlerExport:
        chosen = self.named or self.default
        broken = self.module.syntax_error
        if broken is not None and chosen is None:
            return HandlerExport(None, broken)
        if self.major >= 16 and self.is_looked_at and not self.is_seen:
            place = chosen.place if chosen else Place(self.module.path)
            return HandlerExport(chosen.name if chosen else None, place, self.unseen(chosen))
        if chosen is None:
            if self.star is not None:
                return self.by_star(self.star)
            return HandlerExport(None, Place(self.module.path), self.missing)
        error = self.missing if self.is_no_function(chosen) else None
        return HandlerExport(chosen.name, chosen.place, error)

    # The syntax that 16 looks at

    @property
    def is_looked_at(self) -> bool:
        return any(word.encode() in self.module.source for word in _LOOKED_AT)

    @property
    def is_seen(self) -> bool:
        return any(self._is_seen(one) for one in self.module.root.named_children)

    def _is_seen(self, statement: "Node") -> bool:
        if statement.type != "export_statement":
            return False
        if any(child.type == "default" for child in statement.children):
            return True
        declaration = statement.child_by_field_name("declaration")
        if declaration is not None and declaration.type == "ambient_declaration":
            declaration = declaration.named_child(0)
        if declaration is None:
            return self._is_listed(statement)
        if declaration.type in {"lexical_declaration", "variable_declaration"}:
            declaration = next(
                (one for one in declaration.children if one.type == "variable_declarator"), None
            )
        elif declaration.type not in _FUNCTIONS:
            return False
        name = declaration.child_by_field_name("name") if declaration is not None else None
        return name is not None and self.module.text(name) == self.name

    def _is_listed(self, statement: "Node") -> bool:
        for clause in statement.named_children:
            for specifier in clause.named_children if clause.type == "export_clause" else ():
                name = specifier.child_by_field_name("name")
                alias = specifier.child_by_field_name("alias") or name
                if name is None or alias is None or name.type == "string":
                    continue
                if self.module.text(alias).strip("'\"") == self.name:
                    return True
        return False

    def unseen(self, chosen: "Export | None") -> str:
        """Its own words, and why it says them where a handler is there all the same."""
        error = (
            f'The file "{self.shown}" must export a function, either as a default export or as a'
            f' named "{self.name}" export'
        )
        if chosen is None or chosen.kind not in {"name", "from"} or chosen.name != "default":
            return error
        return f"{error}: Next.js {self.major} does not see a default export in a list"

    # What the exports are

    def by_star(self, star: "Export") -> HandlerExport:
        """`export * from`, which hands on all names but `default`."""
        if self.sources is None or self.major >= 16:
            return HandlerExport(None, star.place)
        target = self.sources.resolve(star.source, self.module.path)
        module = self.sources.module(target) if isinstance(target, str) else None
        exports = getattr(module, "exports", None)
        if exports is None or any(one.name == "*" or one.kind == "commonjs" for one in exports):
            return HandlerExport(None, star.place)
        found = next((one for one in exports if one.name == self.name and not one.is_type), None)
        if found is None:
            return HandlerExport(None, star.place, self.missing)
        return HandlerExport(self.name, star.place)

    def is_no_function(self, export: "Export") -> bool:
        """Whether what is exported is known to be no function."""
        if export.kind == "commonjs":
            # Of `module.exports = clerkMiddleware()` a property is looked for.
            assignment = export.node.parent
            target = assignment.child_by_field_name("left") if assignment is not None else None
            is_whole = target is not None and self.module.text(target) == "module.exports"
            return is_whole and export.node.type not in {"object", "identifier"}
        if export.kind == "from" or self.sources is None:
            return False
        return isinstance(self.sources.exported(self.module.path, export.name), _NO_FUNCTIONS)

    @property
    def missing(self) -> str:
        page = f"/src/{self.name}" if "/src/" in f"/{self.module.path}" else f"/{self.name}"
        if self.major >= 16:
            return (
                f'The {self.name.title()} file "{page}" must export a function named'
                f" `{self.name}` or a default function"
            )
        prefix = "pages" if self.major == 12 else ""
        return f'The Middleware "{prefix}{page}" must export a `middleware` or a `default` function'

    @property
    def shown(self) -> str:
        folder, _, name = self.module.path.rpartition("/")
        return f"./src/{name}" if folder.rpartition("/")[2] == "src" else f"./{name}"
