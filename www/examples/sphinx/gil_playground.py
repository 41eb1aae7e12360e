"""The directive `gil-playground`: a live, threaded comparison in a Sphinx page, as reStructuredText or MyST.

    .. gil-playground:: two-hogs
       :poster: two-hogs.svg
       :alt: Two threads take turns

       A caption.

The argument is a preset and may be left out for `:kernel:` or `:lesson:`; the options are the attributes of
`<gil-playground>`, and `:poster:` and `:alt:` a picture that stands there until a reader starts it. Only pages that have
one load its script.
Where the output is not HTML the poster and the caption are what is written.

`gil_playground_base` in conf.py says where the playground's folder is served: an address, or a folder of
`html_static_path`, which is `gil-playground` unless it says otherwise.
"""

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

__version__ = "0.1.0"


def choice(*words):
    """One of these words."""
    return lambda text: directives.choice(text, words)


def between(least, most):
    """A whole number within bounds, as text."""

    def check(text):
        number = directives.nonnegative_int(text)
        if not least <= number <= most:
            raise ValueError(f"{number} is not from {least} to {most}")
        return str(number)

    return check


def height(text):
    """`auto`, or pixels."""
    return text if text == "auto" else between(320, 1200)(text)


ATTRIBUTES = {
    "preset": directives.unchanged_required,
    "scenario": directives.unchanged_required,
    "lesson": directives.unchanged_required,
    "kernel": directives.unchanged_required,
    "gil": directives.unchanged_required,
    "n": between(1, 1024),
    "threads": between(1, 1024),
    "repeat": between(1, 10_000_000),
    "compare": directives.unchanged_required,
    "engine": choice("measured", "simulated"),
    "cores": between(1, 1024),
    "times": choice("1", "5"),
    "controls": choice("none", "run", "form"),
    "start": choice("click", "load"),
    "theme": choice("auto", "light", "dark"),
    "height": height,
    "sw": directives.flag,
    "base": directives.uri,
}


class Playground(nodes.General, nodes.Element):
    """The element; its children are what stands there before it runs."""


class GilPlayground(SphinxDirective):
    """See the module."""

    optional_arguments = 1
    final_argument_whitespace = False
    has_content = True
    option_spec = {**ATTRIBUTES, "poster": directives.uri, "alt": directives.unchanged}

    def run(self):
        """One Playground, with a figure in it if there is anything to show."""
        given = {name: value for name, value in self.options.items() if name in ATTRIBUTES}
        if self.arguments:
            given["preset"] = self.arguments[0]
        node = Playground(given=given)
        self.set_source_info(node)
        figure = nodes.figure()
        if "poster" in self.options:
            if "alt" not in self.options:
                raise self.error("the poster has no :alt:; say what it shows, for readers who cannot see it")
            figure += nodes.image(uri=self.options["poster"], alt=self.options["alt"].strip('"'))
        if self.content:
            caption = nodes.caption("", "", *self.parse_inline("\n".join(self.content))[0])
            figure += caption
        if figure.children:
            node += figure
        return [node]


def visit_html(translator, node):
    """Opens the element."""
    # A flag has no value.
    attributes = {name: value or "" for name, value in node["given"].items()}
    translator.body.append(translator.starttag(node, "gil-playground", **attributes))


def depart_html(translator, _):
    """Closes the element."""
    translator.body.append("</gil-playground>\n")


def nothing(_translator, _node):
    """Elsewhere the figure inside is all there is."""


def add_script(app, _page, _template, _context, doctree):
    """Loads the element where a page has one."""
    if doctree is None or not any(doctree.findall(Playground)):
        return
    base = app.config.gil_playground_base.rstrip("/")
    app.add_js_file(f"{base}/gil-playground.js", type="module")


def setup(app):
    """What Sphinx calls."""
    app.add_config_value("gil_playground_base", "gil-playground", "html", [str])
    others = (nothing, nothing)
    app.add_node(
        Playground, html=(visit_html, depart_html), latex=others, text=others, man=others, texinfo=others
    )
    app.add_directive("gil-playground", GilPlayground)
    app.connect("html-page-context", add_script)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
