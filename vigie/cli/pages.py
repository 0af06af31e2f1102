"""Generated files: the OpenAPI document and the page of facts."""

import sys

import click


@click.command()
def openapi() -> None:
    """Print the OpenAPI 3.1 document of the API."""
    from api.openapi import document

    sys.stdout.buffer.write(document())


@click.command(name="facts-page")
def facts_page() -> None:
    """Print docs/facts.md: every fact with its fields, from the structs."""
    from vigie.facts_page import render

    click.echo(render(), nl=False)
