"""A hook of MkDocs: writes the reference from the commands' help, the settings and the JSON Schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from provenance.cli.main import cli
from provenance.config import Config, GateConfig
from provenance.report.schema import diff_schema, report_schema

WIDTH = 84


# Pages of the repository that stand outside docs/, by their place from there, and what they are here.
OUTSIDE = {"../benchmarks/README.md": "benchmarks.md"}


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead links out of ``docs/`` to the copies here."""
    for outside, here in OUTSIDE.items():
        markdown = markdown.replace(f"]({outside}", f"]({here}")
    return markdown


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that nobody writes by hand."""
    pages = {
        "reference/commands.md": commands(),
        "reference/settings.md": settings(),
        "reference/report.md": report(),
    }
    for outside, here in OUTSIDE.items():
        pages[here] = (Path(config.docs_dir) / outside).read_text(encoding="utf-8")
    for path, text in pages.items():
        files.append(File.generated(config, path, content=text))
    return files


def commands() -> str:
    """Return the help of every command, as the command itself prints it."""
    lines = ["# Commands", "", "What each command's `--help` says."]
    for name, command in _commands(cli, "provenance"):
        context = click.Context(command, info_name=name, max_content_width=WIDTH, terminal_width=WIDTH)
        lines += ["", f"## {name}", "", "```text", command.get_help(context), "```"]
    return "\n".join(lines) + "\n"


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for one in command.list_commands(context):
            found = command.get_command(context, one)
            assert found is not None
            yield from _commands(found, f"{name} {one}")


def settings() -> str:
    """Return the settings with their defaults, as ``provenance.toml`` takes them."""
    text = [
        "# Settings",
        "",
        "Settings stand in `provenance.toml`, or in `pyproject.toml` below `[tool.provenance]`, in the"
        " current folder or one above it; `--config` names another file. A flag beats the file, the file"
        " beats the default.",
        "",
        "```toml",
        *_toml(Config(), ""),
        "```",
        "",
        "A setting without a default is shown as a comment. What they do:",
        "",
        *(_prose(Config.__doc__ or "")),
        "",
        "Those of `[gate]`:",
        "",
        *(_prose(GateConfig.__doc__ or "")),
    ]
    return "\n".join(text) + "\n"


def _toml(config: Any, table: str) -> Iterator[str]:
    inner = []
    for field in fields(config):
        value, name = getattr(config, field.name), field.name.replace("_", "-")
        if is_dataclass(value):
            inner += ["", f"[{table}{name}]", *_toml(value, f"{table}{name}.")]
        elif value is None:
            yield f"# {name} ="
        else:
            yield f"{name} = {_value(value)}"
    yield from inner


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _prose(docstring: str) -> list[str]:
    return [line.strip().replace("``", "`") for line in docstring.strip().splitlines()]


def report() -> str:
    """Return tables of the fields of the report and of a difference, from their JSON Schemas."""
    lines = [
        "# The report as JSON",
        "",
        "`report.json` follows `provenance.report/1`, `provenance diff --format json` follows"
        " `provenance.diff/1`. Both JSON Schemas ship in `provenance/report/schema/`. Positions are half-open"
        " offsets `[start, end)` in Unicode code points of the article's text.",
    ]
    for title, schema in (("provenance.report/1", report_schema()), ("provenance.diff/1", diff_schema())):
        lines += ["", f"## {title}", "", schema["description"], "", *_table(schema)]
        for name, one in schema["$defs"].items():
            if name != "report":
                lines += ["", f"### {name}", "", one.get("description", ""), "", *_table(one)]
    return "\n".join(lines) + "\n"


def _table(schema: Mapping[str, Any]) -> Iterator[str]:
    yield "| field | type | what |"
    yield "| --- | --- | --- |"
    required = set(schema.get("required", ()))
    for name, one in schema.get("properties", {}).items():
        optional = "" if name in required else " (may be left out)"
        yield f"| `{name}` | {_type(one)} | {one.get('description', '')}{optional} |"


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    kind = schema.get("type", "any")
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if kind == "object" and "properties" in schema:
        return "; ".join(f"`{name}`: {_type(one)}" for name, one in schema["properties"].items())
    return " or ".join(kind) if isinstance(kind, list) else str(kind)
