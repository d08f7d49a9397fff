"""What the README and docs/ say: every command works, and a ninth exercise comes of one page."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import documents
import houses
import pytest

NINTH = "docs/adding-an-exercise.md"


@pytest.mark.parametrize("page", [page for page in documents.PAGES if page != NINTH])
def test_every_command_works(page: str, tmp_path: Path) -> None:
    """The commands of a page, run in their order in a fresh copy of the kit, end as it says."""
    house = houses.copy_of_the_kit(tmp_path / "kit")
    for block in documents.commands(page):
        done = documents.run(block.text, house)
        assert done.returncode == block.code, f"{block.text}{done.stdout}{done.stderr}"


def test_a_ninth_exercise(tmp_path: Path) -> None:
    """Its files are those that the page lists, none is in grader/, and its commands work."""
    house = houses.copy_of_the_kit(tmp_path / "kit")
    before = {path for path in house.rglob("*") if path.is_file()}
    written = documents.write_files(NINTH, house)
    listed = re.findall(r"^\| `([^`]+)` \|", documents.text_of(NINTH), re.MULTILINE)
    for path in written:
        assert any(Path(path).match(pattern) for pattern in listed), f"{path} is not in the list"
        assert house / path not in before and not path.startswith("grader/"), path
    for pattern in listed:
        assert any(Path(path).match(pattern) for path in written), f"no {pattern} is spelled out"
    said = ""
    for block in documents.commands(NINTH):
        done = documents.run(block.text, house)
        assert done.returncode == block.code, f"{block.text}{done.stdout}{done.stderr}"
        said += done.stdout
    assert "0 of 7 points" in said, "the stub passes nothing"
    assert "submissions did as they should" in said, said
    assert "note: no wrong solution names" not in said, said
    assert "7 of 7 points, all 5 checks passed." in said, "as a tox environment"
    style = [sys.executable, "-m", "ruff", "check", "."]
    ruff = subprocess.run(style, cwd=house, capture_output=True, text=True, check=False)
    assert ruff.returncode == 0, ruff.stdout


@pytest.mark.parametrize("page", documents.PAGES)
def test_each_block_is_run_or_says_why_not(page: str) -> None:
    """No command hides in a block that is of no kind, and a reason is a sentence."""
    for block in documents.blocks(page):
        assert block.kind in documents.KINDS, f"a block without its kind:\n{block.text}"
        assert not block.reason or len(block.reason.split()) > 3, block.reason
        for test in re.findall(r"test_\w+\.py", block.reason):
            assert (houses.HOUSE / "tests" / "kit" / test).exists(), block.reason
        if block.kind != "sh":
            command = re.search(r"^(\$ |\./run|python -m grader|tox )", block.text, re.MULTILINE)
            assert command is None, block.text
    assert documents.text_of(page).count("\n```") == 2 * len(documents.blocks(page))


@pytest.mark.parametrize("page", documents.PAGES)
def test_links_lead_somewhere(page: str) -> None:
    """What a page links to in the kit is there."""
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", documents.text_of(page)):
        assert (houses.HOUSE / page).parent.joinpath(link).exists(), link


@pytest.mark.parametrize("page", documents.PAGES)
def test_files_that_are_named_exist(page: str) -> None:
    """A path in backticks below one of the kit's folders is there, or is written by the page."""
    spelled = {path for path, _ in documents.FILE.findall(documents.text_of(page))}
    for path in re.findall(r"`((?:grader|solutions|tests|docs)/[\w./]+)`", documents.text_of(page)):
        assert path in spelled or (houses.HOUSE / path).exists(), path


def test_the_picture_of_the_readme() -> None:
    """The failure that the README shows is what the page says, to the letter."""
    picture = next(block.text for block in documents.blocks("README.md") if block.kind == "text")
    unlocked = "solutions/ex06_lock/wrong/unlocked.py"
    command = f"python -m grader check ex06 --submission {unlocked}"
    assert picture in documents.run(command, houses.HOUSE).stdout, "take the new one"
