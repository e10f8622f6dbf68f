"""The notebook in docs/ runs, and shows what it showed when it was saved."""

from pathlib import Path

import pytest

import spacy_attrib

NOTEBOOK = Path(spacy_attrib.__file__).parents[1] / "docs" / "quotations.ipynb"


def shown(cell):
    """The kinds of output that a cell has; what is printed may come in one piece or more."""
    return {kind for output in cell.outputs for kind in output.get("data", {"printed": ""})}


def test_the_notebook_runs():
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    client = pytest.importorskip("nbclient", reason="nbclient is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    if not NOTEBOOK.exists():
        pytest.skip("installed without the repository")
    saved = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(saved)
    cells = [cell for cell in saved.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))  # it is saved as it ran, from the top
    run = nbformat.from_dict(saved)
    client.NotebookClient(run, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    again = [cell for cell in run.cells if cell.cell_type == "code"]
    assert [shown(cell) for cell in again] == [shown(cell) for cell in cells]
    assert any("text/html" in shown(cell) for cell in again) and "printed" in shown(again[-1])
    assert not any(output.output_type == "error" for cell in again for output in cell.outputs)
