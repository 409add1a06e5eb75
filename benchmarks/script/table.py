"""The rows of a JSON file as a table of Typer and Rich, as `claims list` shows them on a terminal."""

import json
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer()


@app.command()
def table(path: Path) -> None:
    shown = Table("Said", "Side", "Speaker", "Claim", "Last word")
    for row in json.loads(path.read_text()):
        shown.add_row(row["said"] or "", row["side"], row["speaker"]["name"], row["text"], row["last_word"])
    Console().print(shown)


app()
