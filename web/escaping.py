"""How templates become pages: whatever stands in them is escaped, unless it is marked as safe.

Jinja marks each piece it escaped as safe once more, which costs more than escaping it.
"""

import re
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import markupsafe
from jinja2 import Environment
from jinja2.compiler import CodeGenerator

_special: Callable[[Any], object] = re.compile("[&<>\"']").search  # few words have any

if TYPE_CHECKING:
    from jinja2.compiler import Frame
    from jinja2.nodes import Expr, For


class _Code(CodeGenerator):
    def _output_child_pre(self, node: "Expr", frame: "Frame", finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")

    def visit_For(self, node: "For", frame: "Frame") -> None:  # noqa: N802 as Jinja calls it
        """A loop gathers what it says: else each piece passes by itself through every template around it."""
        if frame.buffer is not None:
            super().visit_For(node, frame)
            return
        self.buffer(frame)
        super().visit_For(node, frame)
        self.writeline(f"yield concat({frame.buffer})")
        frame.buffer = None


class Templates(Environment):
    """Templates of which all that is filled in is escaped."""

    code_generator_class = _Code

    def make_globals(self, d: Any) -> Any:
        """What every template knows. A chain of two would be walked name by name for each page and each part of one."""
        return super().make_globals(d) if d else self.globals

    @staticmethod
    def shown(value: object) -> str:
        """A value as it stands on a page."""
        kind = type(value)
        if kind is str:
            return escape(value) if _special(value) else value  # type: ignore[arg-type, return-value]
        if kind is int or kind is float:
            return str(value)
        return value if kind is markupsafe.Markup else markupsafe.escape(value)  # type: ignore[return-value]
