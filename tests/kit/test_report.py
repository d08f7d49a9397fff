"""The pages of a class, through the real program and a real browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import browser
import pytest

from grader.gradebook.book import Circumstances, Gradebook
from grader.ingest.handed import HandIn, Learner, Submission
from grader.report import site
from grader.suite.results import ExerciseResult, LearnerResult, Verdict

HOUSE = Path(__file__).resolve().parents[2]

RUN = "document.title='owned'"
ATTACK = f'</script></pre></title><script>{RUN}</script><img src=x onerror="{RUN}">'
QUOTES = '" onmouseover="x\' {{ 7*7 }} javascript:alert(1)'


def grader(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a command of the kit to its end."""
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)


def check(name: str, verdict: str = "passed", message: str = "", **more: Any) -> dict[str, Any]:
    """Return the result of a check that is worth 2 points."""
    points = 2 if verdict in ("passed", "grader error") else 0
    return {
        "name": f"test_{name}",
        "title": f"The sentence of {name}.",
        "verdict": verdict,
        "points": points,
        "out_of": 2,
        "message": message,
        **more,
    }


def write(folder: Path, learner: str, **exercises: list[dict[str, Any]]) -> None:
    """Write the results of a learner; an exercise without checks is missing."""
    results = {}
    for name, checks in exercises.items():
        verdicts = {each["verdict"] for each in checks}
        verdict = "grader error" if "grader error" in verdicts else "failed"
        results[name] = {
            "verdict": ("passed" if verdicts == {"passed"} else verdict) if checks else "missing",
            "points": sum(each["points"] for each in checks),
            "out_of": 4,
            "checks": checks,
        }
    result = {"learner": learner, "kit": "0.1.0+0", "sandbox": "none", "exercises": results}
    (folder / "results").mkdir(parents=True, exist_ok=True)
    number = len(list((folder / "results").iterdir()))
    (folder / "results" / f"{number:03}.json").write_text(json.dumps(result), "utf-8")


PICTURE = {
    "lanes": ["main", ATTACK],
    "rows": [
        {"lane": 0, "text": ATTACK, "line": 3, "code": QUOTES, "alive": [0, 1]},
        {"lane": 1, "text": "put 1", "line": 4, "code": ATTACK, "alive": [0, 1], "waiting": [0]},
        {"lane": 0, "text": "get", "alive": [0, 1], "after": [1], "mark": "harm"},
        {"lane": 0, "text": "join", "alive": [0], "mark": "stuck", "skipped": 7},
    ],
    "harm": ATTACK,
    "chains": [ATTACK],
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a class of made-up learners, one of whom attacks the pages."""
    folder = tmp_path_factory.mktemp("graded")
    attack = check(
        "attacked", "failed", ATTACK, replay=QUOTES, page=[ATTACK], printed=ATTACK, picture=PICTURE
    )
    write(
        folder,
        "Zoe",
        ex04=[check("one"), check("two")],
        ex06=[
            check("sums", notes=["3.1x faster"], certificate="13 runs"),
            check("locks", free="flock"),
        ],
    )
    write(folder, "adam", ex04=[check("one"), check("two", "failed", "expected 2, got 1")], ex06=[])
    write(folder, "Bea", ex04=[check("one"), check("two", "failed", "expected 2, got 0")], ex06=[])
    write(
        folder,
        "Cyd",
        ex04=[check("one", "grader error", "KeyError: 'x' (test_ex04_queue.py:7)"), check("two")],
        ex06=[
            check("sums", "failed", "deadlock: nobody", cause="Two locks, two orders."),
            check("locks", "not run", "first this has to pass: sums"),
        ],
    )
    write(folder, f"{ATTACK}{QUOTES}", ex04=[attack, check("two", free=ATTACK)], ex06=[])
    done = grader("report", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == f"5 learners; the class is in {folder}/report/index.html\n"
    return folder


def class_page(graded: Path) -> Path:
    """Return the page of the class."""
    return graded / "report" / "index.html"


def pages(graded: Path) -> list[Path]:
    """Return all pages."""
    return sorted((graded / "report").rglob("*.html"))


class Tags(HTMLParser):
    """The tags of a page, as a browser reads them, and its text."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_what_a_submission_says_is_text(graded: Path) -> None:
    """Whatever is in a name, a message, a picture or the output becomes no tag and no attribute."""
    for page in pages(graded):
        tags = Tags(page).tags
        assert not [tag for tag, _ in tags if tag in ("img", "iframe", "link", "base")], page
        assert sum(tag == "script" for tag, _ in tags) == (page.name == "index.html"), page
        for tag, attributes in tags:
            bad = [name for name in attributes if name.startswith("on")]
            assert not bad, f"{page}: {tag} has {bad}"
            link = attributes.get("href") or ""
            assert re.fullmatch(r"#[\w-]+|learners/[^:]+\.html(#\w+)?", link) or not link, link


def test_what_a_submission_says_is_not_run(graded: Path, tmp_path: Path) -> None:
    """No page runs anything that came from a submission."""
    for page in pages(graded):
        text = browser.loaded(page, tmp_path)
        title = re.search("<title>(.*?)</title>", text, re.DOTALL)
        assert title and title[1] != "owned", page


def test_control_characters_are_written_out(tmp_path: Path) -> None:
    """What hides, or turns the text round, or controls a terminal, is there as an escape."""
    told = "\x1b[31m \x00 \x9b \u202e \u2028 \u200b \x07 \x7f \r \U000e0041"
    failed = check("told", "failed", told, printed=told, page=[told], cause=told, notes=[told])
    write(tmp_path, "Eli", ex04=[failed, check("two", certificate=told)], ex06=[])
    done = grader("report", tmp_path)
    assert done.returncode == 0, done.stderr
    for page in (tmp_path / "report").rglob("*.html"):
        text = page.read_text("utf-8")
        unseen = {char for char in text if not char.isprintable() and char != "\n"}
        assert not unseen, f"{page.name}: {unseen}"
    page = tmp_path / "report" / "learners" / "000.html"
    assert "\\x1b[31m \\x00 \\x9b \\u202e" in page.read_text("utf-8"), "it is not shown"


def test_a_learner_sees_nobody_else(graded: Path) -> None:
    """A learner's page names no other learner, and leads to no other page."""
    for page in pages(graded)[1:]:
        read = Tags(page)
        others = [name for name in ("Zoe", "adam", "Bea", "Cyd") if name in read.text]
        own = re.search(r"<h1>(.*?)</h1>", page.read_text("utf-8"), re.DOTALL)
        assert own is not None
        assert not [name for name in others if name not in own[1]], page
        links = [attributes.get("href") for tag, attributes in read.tags if tag == "a"]
        assert all(link and link.startswith("#") for link in links), links


def test_nothing_of_a_hidden_check(tmp_path: Path) -> None:
    """Of a hidden check a learner sees the sentence and the message; not its name, nor a replay."""
    failed = check(
        "locked_away", "failed", "expected 2, got 1", hidden=True, replay="locked_away.1.a"
    )
    broken = check("broken", "grader error", "KeyError: secret_table (test_ex04.py:9)", hidden=True)
    write(tmp_path, "Ann", ex04=[failed, broken])
    assert grader("report", tmp_path).returncode == 0
    text = (tmp_path / "report" / "learners" / "000.html").read_text("utf-8")
    for kept in ("locked_away", "test_broken", "secret_table", "test_ex04"):
        assert kept not in text.replace("The sentence of locked_away.", ""), kept
    assert "expected 2, got 1" in text and "This could not be decided." in text


def test_the_class_page(graded: Path) -> None:
    """It has each learner's points, what fails most, and why, and the bugs of the kit."""
    text = " ".join(Tags(class_page(graded)).text.split())
    for part in (
        "Zoe ✓ 4/4 passed ✓ 4/4 passed 8 100 %",
        "adam ✗ 2/4 failed - missing 2 25 %",
        "2 of 5 ex04 The sentence of two.test_two 2 times: expected 2, got 1",
        "1 of 2 ex06 The sentence of sums.test_sums Two locks, two orders.",
        "20-29",
        "Cyd, ex04: test_one: KeyError: 'x' (test_ex04_queue.py:7)",
        "Zoe, ex06: 1 of 2 checks passed in free runs, for it uses flock",
    ):
        assert part in text, f"{part!r} is not in {text}"


def test_what_nobody_has_handed_in_is_not_counted(tmp_path: Path) -> None:
    """A class that has done one exercise so far is not told of the others."""
    write(tmp_path, "Ann", ex04=[check("one"), check("two")], ex05=[])
    write(tmp_path, "Ben", ex04=[], ex05=[])
    grader("report", tmp_path)
    text = class_page(tmp_path).read_text("utf-8")
    assert "ex05" not in text, "only what somebody has handed in"
    assert "<b>1</b> exercises, 4 points" in text, text
    assert "ex05" not in pages(tmp_path)[1].read_text("utf-8")


def test_two_learners_of_one_name(tmp_path: Path) -> None:
    """The class page tells them apart by their keys, and nobody else's is shown."""
    for learner in ("Jane Doe", "Jane Doe", "Bo"):
        write(tmp_path, learner, ex01=[check("one")])
    assert grader("report", tmp_path).returncode == 0
    page = (tmp_path / "report" / "index.html").read_text("utf-8")
    names = re.findall(r'html">([^<]+)</a></th>', page)
    assert names == ["Jane Doe (000)", "Jane Doe (001)", "Bo"]


def test_sorting(graded: Path, tmp_path: Path) -> None:
    """A column's button sorts by it, and the other way round when it is pressed again."""
    script = """
        const names = () => [...document.querySelectorAll("#learners tbody th")]
            .map((cell) => cell.textContent.slice(0, 4));
        const press = (name) => [...document.querySelectorAll("#learners th button")]
            .find((button) => button.textContent === name).click();
        const seen = [];
        for (const name of ["Points", "Points", "Learner"]) {
            press(name);
            seen.push([names(), document.querySelector("[aria-sort]").getAttribute("aria-sort")]);
        }
        return seen;
    """
    down, up, by_name = browser.evaluate(class_page(graded), script, tmp_path)
    assert down[1] == "descending" and down[0][:2] == ["Zoe", "Cyd"], down
    assert up[1] == "ascending" and up[0][-2:] == ["Cyd", "Zoe"], up
    assert by_name[1] == "ascending" and by_name[0][1:] == ["adam", "Bea", "Cyd", "Zoe"], by_name


def test_searching(graded: Path, tmp_path: Path) -> None:
    """What is typed leaves the learners who have it in their name, and says how many they are."""
    script = """
        const search = document.getElementById("search");
        search.value = "EA";
        search.dispatchEvent(new Event("input"));
        const rows = [...document.querySelectorAll("#learners tbody tr")];
        const left = rows.filter((row) => row.checkVisibility());
        const told = document.getElementById("found").textContent;
        return [left.map((row) => row.cells[0].textContent), told];
    """
    assert browser.evaluate(class_page(graded), script, tmp_path) == [["Bea"], "1 of 5 shown"]


def test_the_script_is_allowed(graded: Path, tmp_path: Path) -> None:
    """The page's own script runs under the page's own policy."""
    assert '<button type="button">Learner</button>' in browser.loaded(class_page(graded), tmp_path)


CONTRASTS = """
    const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
    const luminance = (color) => {
        const [r, g, b] = numbers(color).slice(0, 3).map((c) => c / 255)
            .map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
        for (let e = element; e; e = e.parentElement) {
            const color = getComputedStyle(e).backgroundColor;
            if (numbers(color)[3] !== 0) return color;
        }
    };
    const found = { dark: luminance(behind(document.body)) < 0.2, count: 0, weak: [] };
    for (const element of document.body.querySelectorAll("*")) {
        const text = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
        if (!text || ["SCRIPT", "STYLE", "title", "desc"].includes(element.tagName)) continue;
        const style = getComputedStyle(element);
        let paper = behind(element);
        if (element.tagName === "text") {
            const box = element.parentElement.querySelector("rect");
            if (box && element.classList.contains("op")) paper = getComputedStyle(box).fill;
        }
        const ink = element.tagName === "text" ? style.fill : style.color;
        const [a, b] = [luminance(ink), luminance(paper)].sort((x, y) => y - x);
        found.count += 1;
        const ratio = (a + 0.05) / (b + 0.05);
        if (ratio < 4.5) found.weak.push([element.outerHTML, ink, paper]);
    }
    return found;
"""


@pytest.mark.parametrize("dark", [False, True])
def test_contrast(graded: Path, tmp_path: Path, dark: bool) -> None:
    """Every text has the contrast of WCAG 2 AA, 4.5 to 1, in the light and in the dark."""
    scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
    for page in pages(graded):
        found = browser.evaluate(page, CONTRASTS, tmp_path, scheme)
        assert found["dark"] == dark, "the page follows the reader's choice"
        assert found["count"] > 10 and not found["weak"], found


def test_pictures_have_words(graded: Path) -> None:
    """Each drawing has a title and a description; what scrolls can be reached by the keyboard."""
    for page in pages(graded):
        read = Tags(page)
        ids = {attributes["id"] for _, attributes in read.tags if "id" in attributes}
        for tag, attributes in read.tags:
            if tag == "svg":
                named = (attributes["aria-labelledby"] or "").split()
                assert attributes["role"] == "img" and len(named) == 2 and set(named) <= ids, page
            if attributes.get("class") == "scroll" and "role" in attributes:
                assert attributes["tabindex"] == "0", page
        assert ("html", {"lang": "en"}) in read.tags


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a gradebook with one learner, whose counter is not locked."""
    folder = tmp_path_factory.mktemp("gradebook")
    shutil.copytree(HOUSE / "sample" / "bo", folder / "class" / "bo")
    where = (folder / "class", "--out", folder / "graded", "--sandbox", "none")
    done = grader("grade", *where, "--exercise", "ex06")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "graded"


def test_a_real_failure_is_drawn(gradebook: Path, tmp_path: Path) -> None:
    """From a graded file to the page: the boxes, the arrows, who waits, and the harm in words."""
    assert grader("report", gradebook, "--out", tmp_path / "pages").returncode == 0
    read = Tags(tmp_path / "pages" / "learners" / "bo.html")
    kinds = [attributes.get("class") for tag, attributes in read.tags if tag in ("rect", "line")]
    assert {"harm", "box", "arrow", "waits", "life"} <= set(kinds), kinds
    assert "that update of counter is lost" in read.text
    assert "Process-1: write counter: 1 (line 6)" in read.text, "the description says it, too"


def test_points_given_by_hand(gradebook: Path, tmp_path: Path) -> None:
    """The page shows the points that count, what the kit gave, and the reason."""
    done = grader("override", gradebook, "bo", "ex06", "8", "--reason", "<b>explained</b> it")
    assert done.returncode == 0, done.stdout + done.stderr
    assert grader("report", gradebook, "--out", tmp_path / "pages").returncode == 0
    text = " ".join(Tags(tmp_path / "pages" / "learners" / "bo.html").text.split())
    assert "bo 8 of 12 points" in text, text
    given = r"Points given by hand \(the kit gave \d\): <b>explained</b> it"
    assert re.search(given, text), text


def test_points_given_by_hand_for_what_is_missing(tmp_path: Path) -> None:
    """Who has points counts among those who handed in, and is missing nowhere."""
    with Gradebook(tmp_path) as book:
        nothing = [HandIn(Submission(missing=True, problem="there is no file"))]
        keys = book.enter([Learner("ada", "Ada", {"ex06": nothing})])
        ungraded, _ = book.begin(keys, ["ex06"], Circumstances("kit"))
        missing = ExerciseResult(Verdict.MISSING, 0, 12)
        book.record(ungraded[0], missing, Circumstances("kit"), "3.11.7", 1.0)
        book.override("ada", "ex06", 9, "shown on paper", "")
    assert grader("report", tmp_path).returncode == 0
    text = " ".join(Tags(class_page(tmp_path)).text.split())
    assert "Ada * 9/12 given by hand 9 75 %" in text, text
    assert "0 of 1 Median of their points 9" in " ".join(text.split()), text
    own = " ".join(Tags(tmp_path / "report" / "learners" / "ada.html").text.split())
    assert "ex06 * 9/12 given by hand" in own, own


def test_what_was_late(tmp_path: Path) -> None:
    """The page says what the system said of it that the file came from."""
    with Gradebook(tmp_path) as book:
        late = [HandIn(Submission({"ex06_lock.py": b""}), late="late")]
        keys = book.enter([Learner("ada", "Ada", {"ex06": late})])
        ungraded, _ = book.begin(keys, ["ex06"], Circumstances("kit"))
        passed = ExerciseResult(Verdict.PASSED, 12, 12)
        book.record(ungraded[0], passed, Circumstances("kit"), "3.11.7", 1.0)
    assert grader("report", tmp_path).returncode == 0
    text = Tags(tmp_path / "report" / "learners" / "ada.html").text
    assert "handed in late" in text, text


def test_nothing_is_graded_yet(tmp_path: Path) -> None:
    """A gradebook in which nothing is graded gives no pages, and a sentence."""
    Gradebook(tmp_path).__exit__()
    done = grader("report", tmp_path)
    assert (done.returncode, done.stdout) == (2, ""), done.stdout + done.stderr
    assert f"nothing is graded in {tmp_path}" in done.stderr, done.stderr


def test_a_new_report_takes_the_place_of_the_old(tmp_path: Path) -> None:
    """A learner who is no longer in the results has no page any more."""
    write(tmp_path, "Ann", ex04=[check("one")])
    write(tmp_path, "Ben", ex04=[check("one")])
    grader("report", tmp_path)
    (tmp_path / "results" / "001.json").unlink()
    assert grader("report", tmp_path).returncode == 0
    assert [page.name for page in pages(tmp_path)] == ["index.html", "000.html"]
    assert "Ben" not in class_page(tmp_path).read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report", "results"]


def test_a_broken_off_report_leaves_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When it is interrupted while the new pages take the place of the old, those are kept."""
    move = os.replace

    def interrupted(source: Path, target: Path) -> None:
        if source.name == "new":
            raise KeyboardInterrupt
        move(source, target)

    report, missing = tmp_path / "report", ExerciseResult(Verdict.MISSING, 0, 16, [])
    results = {"ann": LearnerResult("Ann", "0.1", "none", {"ex06": missing})}
    site.write(results, report)
    before = (report / "index.html").read_bytes()
    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        site.write(results, report)
    assert (report / "index.html").read_bytes() == before
    assert [*tmp_path.iterdir()] == [report], "nothing else is left"


def test_what_is_there_is_kept(tmp_path: Path) -> None:
    """A folder with something else in it is not written to."""
    write(tmp_path, "Ann", ex04=[check("one")])
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "notes.txt").write_text("mine")
    done = grader("report", tmp_path)
    assert done.returncode == 2 and "no report's" in done.stderr, done.stderr
    assert (tmp_path / "report" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("page", ["index.html", "learners/ann.html"])
def test_a_page_of_somebody_else_is_kept(tmp_path: Path, page: str) -> None:
    """A folder may have the names of a report in it, and be none."""
    write(tmp_path, "Ann", ex04=[check("one")])
    path = tmp_path / "site" / page
    path.parent.mkdir(parents=True)
    path.write_text("<!DOCTYPE html>\n<title>My page</title>\n")
    done = grader("report", tmp_path, "--out", tmp_path / "site")
    assert done.returncode == 2 and "no report's" in done.stderr, done.stdout + done.stderr
    assert "My page" in path.read_text()


def test_a_report_in_a_folder_that_a_link_leads_to(tmp_path: Path) -> None:
    """The pages are in that folder, and the link is still one."""
    write(tmp_path, "Ann", ex04=[check("one")])
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "report").symlink_to("elsewhere")
    for _ in range(2):
        done = grader("report", tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "report").is_symlink()
        assert (tmp_path / "elsewhere" / "index.html").exists()


@pytest.mark.parametrize("text", [None, "{", '{"learner": 3}'])
def test_results_that_cannot_be_read(tmp_path: Path, text: str | None) -> None:
    """Where there are no results, or broken ones, it says so, and writes nothing."""
    if text is not None:
        (tmp_path / "results").mkdir()
        (tmp_path / "results" / "ann.json").write_text(text)
    done = grader("report", tmp_path)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "has no results" in done.stderr or "ann.json cannot be read" in done.stderr, done.stderr
    assert not (tmp_path / "report").exists()


def test_what_a_verdict_rests_on(graded: Path) -> None:
    """A learner's page says for each check how many runs there were, and what the check notes."""
    text = " ".join(Tags(graded / "report" / "learners" / "000.html").text.split())
    assert "The sentence of sums. (passed) 13 runs 2/2 3.1x faster" in text, text
