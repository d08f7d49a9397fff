"""What is handed in: whose it is by each system's rules, and nothing that an archive can do."""

from __future__ import annotations

import csv
import io
import os
import random
import stat
import sys
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from grader.catalogue import find
from grader.ingest import gradescope
from grader.ingest.account import Account
from grader.ingest.archives import stem
from grader.ingest.collecting import collect
from grader.ingest.groups import in_groups, read_groups
from grader.ingest.handed import HandIn, Learner
from grader.ingest.places import BadClass
from grader.ingest.unpacking import MAX_TOTAL, Budget, Expanded

EX06 = find("ex06")
FILE = EX06.file
SOURCE = b"def count(processes=4, times=100_000):\n    return 1\n"
FUZZED = 200


class Class:
    """A class that has been read: its learners by key, and the account."""

    def __init__(self, path: Path, account: Account, learners: Iterable[Learner]) -> None:
        self.path = path
        self.account = account
        self.learners = {learner.key: learner for learner in learners}

    def latest(self, key: str) -> HandIn:
        """Return the attempt that counts."""
        return self.learners[key].attempts["ex06"][-1]

    def data(self, key: str) -> bytes | None:
        """Return what the learner's file says, or None where there is none."""
        return self.latest(key).submission.files.get(FILE)


def read(path: Path) -> Class:
    """Read a class."""
    account = Account()
    return Class(path, account, collect(path, [EX06], path.parent / "out", account))


def write(path: Path, data: bytes = SOURCE) -> Path:
    """Write a file, and the folders that it is in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def zipped(files: dict[str, bytes], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive, in which files are packed in this way."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w:gz") -> bytes:
    """Return a tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


# -- whose it is -----------------------------------------------------------------------------------

CANVAS = {
    f"doejane_101_9001_{FILE}": SOURCE,
    f"smithbob_LATE_102_9002_{FILE.replace('.py', '-2.py')}": SOURCE + b"# again\n",
    "leeann_103_9003_upload.zip": zipped({f"week 3/{FILE}": SOURCE + b"# zip\n"}),
    "raymo_LATE_104_text.html": b"<p>",
    f"नीतिरेड्डी_105_9005_{FILE}": SOURCE,
}


@pytest.mark.parametrize("packed", [True, False])
def test_canvas(tmp_path: Path, packed: bool) -> None:
    """Canvas names a file after the learner, with ids, late marks and numbers of its own."""
    path = tmp_path / ("submissions.zip" if packed else "submissions")
    if packed:
        write(path, zipped(CANVAS))
    else:
        for name, data in CANVAS.items():
            write(path / name, data)
    found = read(path)
    assert list(found.learners) == [
        "doejane_101",
        "leeann_103",
        "raymo_104",
        "smithbob_102",
        "नीतिरेड्डी_105",
    ]
    assert found.learners["doejane_101"].identities == {"canvas id": "101"}
    assert found.data("doejane_101") == SOURCE, "the file has its own name again"
    assert found.data("smithbob_102") == SOURCE + b"# again\n", "the number is Canvas's own"
    assert found.latest("smithbob_102").late == "late", "the late mark is kept"
    assert found.data("leeann_103") == SOURCE + b"# zip\n", "an archive is looked into"
    assert found.latest("raymo_104").submission.missing, "a text is no file"
    assert found.latest("raymo_104").late == "late", "and it may be late"
    assert found.data("नीतिरेड्डी_105") == SOURCE, "marks are part of a name"
    doubt = "raymo_104: no file is called like an exercise; there is text.html"
    assert found.account.doubts == [doubt], "the other files are called right"


def test_a_hidden_folder(tmp_path: Path) -> None:
    """A learner's folder whose name begins with a dot is not read, and that is told."""
    write(tmp_path / "class" / "ada" / FILE)
    write(tmp_path / "class" / ".bo" / FILE)
    write(tmp_path / "class" / ".git" / "config")
    found = read(tmp_path / "class")
    assert list(found.learners) == ["ada"]
    assert found.account.doubts == [".bo/ is hidden: its name begins with a dot"]


def test_link_to_itself(tmp_path: Path) -> None:
    """A link that leads in a circle in a class folder does not keep the others from being read."""
    write(tmp_path / "class" / "ada" / FILE)
    (tmp_path / "class" / "loop").symlink_to("loop")
    found = read(tmp_path / "class")
    assert found.data("ada") == SOURCE


def test_canvas_anonymous(tmp_path: Path) -> None:
    """Anonymous submissions of Canvas keep their anonymous ids."""
    write(tmp_path / "class" / f"LATE_anon_aB3xY_77_{FILE}")
    write(tmp_path / "class" / "anon_12345_link.html", b"<a>")
    found = read(tmp_path / "class")
    assert list(found.learners) == ["anon_12345", "anon_aB3xY"]
    assert found.learners["anon_aB3xY"].name == "anon_aB3xY", "the id is all that there is"
    assert found.data("anon_aB3xY") == SOURCE
    assert found.latest("anon_aB3xY").late == "late"


@pytest.mark.parametrize(
    ("name", "key", "identities"),
    [
        (f"Zoë Doe_55_assignsubmission_file_/{FILE}", "Zoë Doe_55", ("55", "Zoë Doe")),
        (f"Zoë Doe_55_assignsubmission_file/a/{FILE}", "Zoë Doe_55", ("55", "Zoë Doe")),
        (f"Zoë Doe_55_assignsubmission_file_{FILE}", "Zoë Doe_55", ("55", "Zoë Doe")),
        (f"Participant_7_assignsubmission_file/{FILE}", "Participant_7", ("7", None)),
        (f"Team Red_3_assignsubmission_file/{FILE}", "Team Red_3", ("3", "Team Red")),
        (f"Default team_assignsubmission_file/{FILE}", "Default team", (None, "Default team")),
    ],
)
def test_moodle(
    tmp_path: Path, name: str, key: str, identities: tuple[str | None, str | None]
) -> None:
    """Moodle names folders, or in the flat form files, after the learner or the group."""
    write(tmp_path / "class" / name)
    head = name.partition("_assignsubmission")[0]
    write(tmp_path / "class" / f"{head}_assignsubmission_onlinetext" / "onlinetext.html", b"<p>")
    found = read(tmp_path / "class")
    assert list(found.learners) == [key]
    assert found.data(key) == SOURCE
    known = found.learners[key].identities
    assert (known.get("moodle id"), known.get("full name")) == identities
    assert found.learners[key].name == known.get("full name", key)


@pytest.mark.parametrize("packed", [True, False])
def test_blackboard(tmp_path: Path, packed: bool) -> None:
    """Of Blackboard's attempts the latest counts, and a receipt tells who `j_doe` is."""
    first, second = (
        "Week 3_j_doe_attempt_2025-01-09-08-00-00",
        "Week 3_j_doe_attempt_2025-01-10-08-00-00",
    )
    receipt = b"Name: Jane Doe (j_doe)\nAssignment: Week 3\n"
    files = {
        f"{second}_{FILE}": SOURCE + b"# second\n",
        f"{first}_{FILE}": SOURCE,
        f"{first}.txt": receipt,
        f"{second}.txt": receipt,
        f"Week 3_bo_poging_2025-01-10-08-00-00_{FILE}": SOURCE + b"# bo\n",
    }
    path = tmp_path / ("class.zip" if packed else "class")
    if packed:
        write(path, zipped(files))
    else:
        for name, data in files.items():
            write(path / name, data)
    found = read(path)
    assert list(found.learners) == ["bo", "j_doe"]
    assert found.learners["j_doe"].name == "Jane Doe"
    attempts = found.learners["j_doe"].attempts["ex06"]
    assert [attempt.submitted for attempt in attempts] == [
        "2025-01-09 08:00:00",
        "2025-01-10 08:00:00",
    ]
    assert found.data("j_doe") == SOURCE + b"# second\n", "the latest counts"
    assert found.data("bo") == SOURCE + b"# bo\n", "the word may be in another language"


def test_blackboard_without_receipts(tmp_path: Path) -> None:
    """Whether it is `jan_dam` or `dam` is not guessed where two names end in the same way."""
    for user in ("jan_dam", "piet_dam", "bo"):
        write(tmp_path / "class" / f"Locks_{user}_attempt_2025-01-09-08-00-00_{FILE}")
    first, second = (f"Locks_bo_attempt_2025-01-{day}-08-00-00" for day in ("07", "08"))
    write(tmp_path / "class" / f"{first}.txt", b"Name: Bo (bo)\n")
    write(tmp_path / "class" / f"{first}_{FILE}", b"# first")
    write(tmp_path / "class" / f"{second}_{FILE}", b"# second")
    found = read(tmp_path / "class")
    assert list(found.learners) == ["bo"]
    assert len(found.learners["bo"].attempts["ex06"]) == 3, "one receipt tells whose all are"
    assert len([doubt for doubt in found.account.doubts if "there is no receipt" in doubt]) == 2


@pytest.mark.parametrize(
    "place", ["locks-submissions", "around/locks-submissions", "locks-submissions.zip", "all.zip"]
)
def test_github_classroom(tmp_path: Path, place: str) -> None:
    """The clones of GitHub Classroom belong to the logins in their names; what is none is told."""
    files = {"locks-submissions/notes/plan.md": b"#"}
    for login in ("ada", "bo-b"):
        files[f"locks-submissions/locks-{login}/exercises/{FILE}"] = SOURCE
        files[f"locks-submissions/locks-{login}/.git/{FILE}"] = b""
    if place.endswith(".zip"):
        write(tmp_path / place, zipped(files))
    else:
        for name, data in files.items():
            write((tmp_path / place).parent / name, data)
    found = read(tmp_path / place.partition("/")[0])
    assert {key: one.identities for key, one in found.learners.items()} == {
        "ada": {"github": "ada"},
        "bo-b": {"github": "bo-b"},
    }
    assert found.data("ada") == SOURCE, "what git keeps is not looked at"
    assert any(doubt.startswith("notes belongs to nobody") for doubt in found.account.doubts)


METADATA = """\
---
submission_11:
  :submitters:
  - :name: Jane Doe
    :sid: '0042'
    :email: jane@example.org
  - :name: Bo
    :sid:
    :email: bo@example.org
  :created_at: !ruby/object:Time 2025-01-10 08:00:00.000000000 Z
  :score: 3.0
  :history: []
submission_13:
  :submitters:
  - :name: Cy
    :sid: 00077
  :created_at: 2025-01-10 08:00:00.000000000 -07:00
"""


@pytest.mark.parametrize("packed", [True, False])
def test_gradescope(tmp_path: Path, packed: bool) -> None:
    """The metadata of a Gradescope export says who handed in, alone or together."""
    pytest.importorskip("yaml", reason="PyYAML is an extra")
    files = {
        "assignment_1_export/submission_metadata.yml": METADATA.encode(),
        f"assignment_1_export/submission_11/{FILE}": SOURCE,
        f"assignment_1_export/submission_12/{FILE}": SOURCE,
    }
    path = tmp_path / ("export.zip" if packed else "export")
    if packed:
        write(path, zipped(files))
    else:
        for name, data in files.items():
            write(path / name, data)
    found = read(path)
    assert list(found.learners) == ["0042", "bo@example.org", "submission_12"]
    assert found.account.doubts[:2] == [
        "submission_12: submission_metadata.yml does not say whose it is",
        "submission_13 is in submission_metadata.yml and not in the export",
    ]
    jane = found.learners["0042"]
    assert (jane.name, jane.identities["email"]) == ("Jane Doe", "jane@example.org")
    assert found.data("0042") == found.data("bo@example.org") == SOURCE, "both have the file"
    assert "2025-01-10 08:00:00" in found.latest("0042").submitted


def test_gradescope_numbers_are_text() -> None:
    """The number of a student is no number: it may begin with zeros, and be a date."""
    pytest.importorskip("yaml", reason="PyYAML is an extra")
    for sid in ("00077", "1_000", "12:30:45", "2025-01-10", "yes", "null"):
        people = gradescope.claims(f"submission_1:\n  :submitters:\n  - :sid: {sid}\n")
        assert [claim.key for claim in people["submission_1"]] == [sid], people


def test_gradescope_metadata_that_is_broken(tmp_path: Path) -> None:
    """Without its metadata a Gradescope export is not guessed at."""
    pytest.importorskip("yaml", reason="PyYAML is an extra")
    write(tmp_path / "class" / "submission_metadata.yml", b"{[")
    write(tmp_path / "class" / "submission_1" / FILE)
    with pytest.raises(BadClass, match="cannot be read"):
        read(tmp_path / "class")


def test_an_archive_for_each_learner(tmp_path: Path) -> None:
    """One archive of each kind is a learner's, called after the learner."""
    write(tmp_path / "class" / "ada.zip", zipped({FILE: SOURCE}))
    modes = {"bo.tar": "w:", "cy.tar.gz": "w:gz", "dee.tar.bz2": "w:bz2", "eli.tar.xz": "w:xz"}
    for name, mode in modes.items():
        write(tmp_path / "class" / name, tarred({f"a/{FILE}": SOURCE}, mode))
    write(tmp_path / "class" / "flo.rar", b"Rar!")
    found = read(tmp_path / "class")
    assert list(found.learners) == ["ada", "bo", "cy", "dee", "eli", "flo"]
    assert all(found.data(key) == SOURCE for key in ("ada", "bo", "cy", "dee", "eli"))
    assert "hand in a zip or a tar archive" in found.latest("flo").submission.problem


@pytest.mark.parametrize("pack", [zipped, tarred])
@pytest.mark.parametrize("folder", ["", "class/", "late-submissions/"])
def test_an_archive_of_folders(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes], folder: str
) -> None:
    """A whole class in one archive is the same as in a folder, with a folder round it or not."""
    name = "class.zip" if pack is zipped else "class.tar.gz"
    write(tmp_path / name, pack({f"{folder}ada/{FILE}": SOURCE, f"{folder}zoë/x/{FILE}": b"#"}))
    found = read(tmp_path / name)
    assert {key: found.data(key) for key in found.learners} == {"ada": SOURCE, "zoë": b"#"}


def test_an_archive_that_was_made_on_a_mac(tmp_path: Path) -> None:
    """What macOS keeps for itself in an archive is no learner, and nobody's file."""
    files = {f"my class/{name}/{FILE}": SOURCE for name in ("ada", "bo")}
    of_mac = ["my class/.DS_Store", "__MACOSX/my class/._ada", f"__MACOSX/my class/ada/._{FILE}"]
    of_mac += [f"my class/ada/._{FILE}", ".DS_Store"]
    write(tmp_path / "my class (1).zip", zipped({**files, **dict.fromkeys(of_mac, b"\0")}))
    found = read(tmp_path / "my class (1).zip")
    assert {key: found.data(key) for key in found.learners} == {"ada": SOURCE, "bo": SOURCE}
    assert list(found.latest("ada").submission.files) == [FILE], "nothing lies beside it"


def test_an_archive_that_was_made_on_windows(tmp_path: Path) -> None:
    """Folders and files may be written with backslashes, and names in the old code page."""
    data = zipped({"bo_": b"", f"bo_{FILE}": SOURCE, "zo__": b"", f"zo__{FILE}": SOURCE})
    data = data.replace(b"bo_", b"bo\\").replace(b"zo__", b"zo\x82\\")
    write(tmp_path / "class.zip", data)
    found = read(tmp_path / "class.zip")
    assert {key: found.data(key) for key in found.learners} == {"bo": SOURCE, "zoé": SOURCE}
    assert len(found.account.lines) == 2, "a folder is no file"


@pytest.fixture
def groups(tmp_path: Path) -> Path:
    """A file that says who is in which group, as Excel saves it."""
    rows = ["group,learner,email", "Team Red,bo,bo@example.org", "Team Red,cy,", "Team Blue,dee,"]
    return write(tmp_path / "groups.csv", "\r\n".join(rows).encode("utf-8-sig"))


def grouped(found: Class, groups: Path) -> dict[str, Learner]:
    """Return the learners with the members of groups in the place of these."""
    learners = in_groups(found.learners.values(), read_groups(groups), found.account)
    return {learner.key: learner for learner in learners}


def test_groups(tmp_path: Path, groups: Path) -> None:
    """A file says who is in a group; each of them has what the group handed in."""
    write(tmp_path / "class" / f"Team Red_3_assignsubmission_file_{FILE}")
    write(tmp_path / "class" / "ada" / FILE)
    (tmp_path / "class" / "cy").mkdir()
    found = read(tmp_path / "class")
    members = grouped(found, groups)
    assert set(members) == {"ada", "bo", "cy"}, "the group itself is nobody"
    assert members["bo"].identities == {"email": "bo@example.org", "group": "Team Red"}
    assert members["cy"].attempts["ex06"][0].submission.files[FILE] == SOURCE, "cy alone has none"
    assert found.account.doubts[-1] == "the group Team Blue has handed in nothing"


@pytest.mark.parametrize(
    ("other", "who"),
    [("bo", "bo alone"), ("Team Red_9_assignsubmission_file", "Team Red_9")],
)
def test_a_member_of_a_group_with_two_files(
    tmp_path: Path, groups: Path, other: str, who: str
) -> None:
    """Whether the group's file counts, or that of a member or of a namesake, is not guessed."""
    write(tmp_path / "class" / f"Team Red_3_assignsubmission_file_{FILE}")
    write(tmp_path / "class" / other / FILE, b"# another one\n")
    found = read(tmp_path / "class")
    members = grouped(found, groups)
    sentence = f"there is a file of Team Red_3 and {who}, and it is not guessed which one is meant"
    assert members["bo"].attempts["ex06"][0].submission.problem == sentence
    assert f"bo, ex06: {sentence}" in found.account.doubts
    assert sentence in found.account.written().decode("utf-8-sig"), "and where all of it is"


def test_a_file_that_is_none_of_groups(tmp_path: Path) -> None:
    """What a file of groups needs is said."""
    path = write(tmp_path / "groups.csv", b"group;learner\nTeam Red;bo\n")
    with pytest.raises(BadClass, match="line 2: the columns `group` and `learner` are needed"):
        read_groups(path)
    path.write_bytes("group,learner\nTeam Ä,bo\n".encode("latin-1"))
    with pytest.raises(BadClass, match="is not UTF-8 text: have it saved as `CSV UTF-8`"):
        read_groups(path)
    path.write_bytes(b"group,learner\n")
    with pytest.raises(BadClass, match="names nobody"):
        read_groups(path)


@pytest.mark.parametrize(
    "name",
    [
        "ex06_lock (1).py",
        "ex06_lock-2.py",
        "EX06_LOCK.PY",
        "ex6_lock.py",
        "ex06.py",
        "ex06_lock.ipynb",
        "ex06_lock.py.txt",
        "Ex06 lock final.py",
    ],
)
def test_a_file_that_is_nearly_called_so(tmp_path: Path, name: str) -> None:
    """It is not graded, and both the learner and the instructor are told of it."""
    write(tmp_path / "class" / "ada" / "week 6" / name)
    found = read(tmp_path / "class")
    problem = found.latest("ada").submission.problem
    assert problem.endswith(f"hand in one with this name (there is week 6/{name})"), problem
    assert found.account.doubts == [f"ada, ex06: {problem}"]
    assert found.account.lines[0].what == "not graded: it is not called as it should be"


def test_a_copy_beside_the_file(tmp_path: Path) -> None:
    """The file with the right name is graded; that there is a copy, which may be newer, is told."""
    for name in (FILE, "ex06_lock (1).py", "ex06_lock_helper.py"):
        write(tmp_path / "class" / "ada" / name)
    found = read(tmp_path / "class")
    note = f"graded was {FILE}, which has the right name, and not: ex06_lock (1).py"
    assert found.latest("ada").note == note
    assert sorted(found.latest("ada").submission.files) == [FILE, "ex06_lock_helper.py"]
    assert found.account.doubts == [f"ada, ex06: {note}"]


@pytest.mark.parametrize("name", ["lock.py", "src/solution.ipynb", "ex06.pdf", "text.html"])
def test_a_file_with_a_name_of_its_own(tmp_path: Path, name: str) -> None:
    """Who has handed in files, and none that is called like an exercise, is told of."""
    write(tmp_path / "class" / "ada" / name)
    write(tmp_path / "class" / "bo" / "ex07_semaphore.py")
    write(tmp_path / "class" / "cy" / FILE)
    write(tmp_path / "class" / "cy" / name)
    (tmp_path / "class" / "dee").mkdir()
    assert read(tmp_path / "class").account.doubts == [
        f"ada: no file is called like an exercise; there is {name}"
    ]


def test_what_is_not_graded_is_told_at_once(tmp_path: Path) -> None:
    """An archive that is locked, empty or no archive, and two files for an exercise are doubts."""
    encrypted = bytearray(zipped({FILE: SOURCE}))
    for start in (b"PK\3\4", b"PK\1\2"):  # the flag is elsewhere in the list at the end
        encrypted[encrypted.index(start) + (6 if start == b"PK\3\4" else 8)] |= 1
    write(tmp_path / "class" / "ada.zip", bytes(encrypted))
    write(tmp_path / "class" / "bo.zip", zipped({}))
    write(tmp_path / "class" / "cy.7z", b"7z")
    write(tmp_path / "class" / "dee" / "a" / FILE)
    write(tmp_path / "class" / "dee" / "b" / FILE)
    (tmp_path / "class" / "eli").mkdir()
    found = read(tmp_path / "class")
    parts = [
        "ada, ex06: ex06_lock.py is encrypted",
        "bo.zip has nothing in it",
        "cy.7z cannot be opened",
        "dee, ex06: there are 2 files for ex06_lock.py",
    ]  # and none for eli, who has handed in nothing
    for doubt, part in zip(found.account.doubts, parts, strict=True):
        assert part in doubt, doubt


def test_what_came_only_in_part_is_told_at_once(tmp_path: Path) -> None:
    """What an archive has before it breaks off is graded, with a doubt; half a download is one."""
    whole = tarred({FILE: SOURCE, "notes.txt": random.Random(1).randbytes(200_000)}, "w:gz")
    write(tmp_path / "class" / "ada.tar.gz", whole[: len(whole) // 2])
    write(tmp_path / "class" / "bo.zip.crdownload", zipped({FILE: SOURCE})[:100])
    found = read(tmp_path / "class")
    assert found.data("ada") == SOURCE, "what is there is read"
    parts = ["bo.zip.crdownload belongs to nobody", "ada: ada.tar.gz is damaged"]
    for doubt, part in zip(found.account.doubts, parts, strict=True):
        assert part in doubt, doubt


def test_a_class_that_is_graded_into_itself(tmp_path: Path) -> None:
    """What we put into the folder of a class is nobody's."""
    write(tmp_path / "out" / "ada" / FILE)
    for name in ("results/ada.json", "report/index.html", "exports/canvas.csv", "gradebook.db"):
        write(tmp_path / "out" / name, b"")
    found = read(tmp_path / "out")
    assert list(found.learners) == ["ada"]
    assert not found.account.doubts, found.account.doubts


def test_a_class_that_cannot_be_read(tmp_path: Path) -> None:
    """Why there is nothing in an archive is told with what was expected."""
    write(tmp_path / "class.zip", b"PK")
    with pytest.raises(BadClass, match=r"there are no learners in [^\n]*\nclass.zip is damaged"):
        read(tmp_path / "class.zip")


def test_names_that_could_be_of_two_systems(tmp_path: Path) -> None:
    """A file whose name two rules could have made is set aside, and said."""
    name = f"Jane_12_assignsubmission_file_a_1_2_{FILE}"
    write(tmp_path / "class" / name)
    write(tmp_path / "class" / "ada" / FILE)
    found = read(tmp_path / "class")
    assert list(found.learners) == ["ada"]
    assert any(name in doubt and "not guessed" in doubt for doubt in found.account.doubts)


def test_a_folder_and_an_archive_of_one_learner(tmp_path: Path) -> None:
    """Which of two is meant is not guessed, and the learner is told."""
    write(tmp_path / "class" / "ada" / FILE)
    write(tmp_path / "class" / "ada.zip", zipped({FILE: SOURCE}))
    found = read(tmp_path / "class")
    assert "ada, ada.zip" in found.latest("ada").submission.problem
    assert found.data("ada") is None, "neither is graded"


DOWNLOADS = {
    "canvas.zip": zipped(CANVAS),
    "moodle.zip": zipped({f"{who}_assignsubmission_file/{FILE}": SOURCE for who in ("A_1", "B_2")}),
    "flat.zip": zipped({f"all/{who}_assignsubmission_file_{FILE}": b"" for who in ("A_1", "B_2")}),
    "gradescope.zip": zipped({f"a/{gradescope.FILE}": b"", f"a/submission_1/{FILE}": SOURCE}),
    "board.zip": zipped({f"w_{who}_attempt_2025-01-09-08-00-00_{FILE}": b"" for who in ("a", "b")}),
    "locks-submissions.zip": zipped({f"locks-{who}/{FILE}": SOURCE for who in ("ada", "bo")}),
}


@pytest.mark.parametrize("name", DOWNLOADS)
def test_a_download_is_no_learner(tmp_path: Path, name: str) -> None:
    """A whole class in a folder or an archive among learners is told of, and is nobody's work."""
    write(tmp_path / "class" / name, DOWNLOADS[name])
    with pytest.raises(BadClass, match=f"{name} has files of several learners .*: grade it by"):
        dict(read(tmp_path / "class").learners)
    with zipfile.ZipFile(tmp_path / "class" / name) as archive:
        archive.extractall(tmp_path / "class" / stem(name))
    (tmp_path / "class" / name).unlink()
    write(tmp_path / "class" / "ada" / FILE)
    write(tmp_path / "class" / "bo" / "data_2024_1_a.py")
    write(tmp_path / "class" / "bo" / "more_2024_2_b.py")
    write(tmp_path / "class" / "bo" / FILE)
    found = read(tmp_path / "class")
    assert list(found.learners) == ["ada", "bo"]
    assert [doubt.partition(" ")[0] for doubt in found.account.doubts] == [stem(name)]


def test_names_that_are_nearly_the_same(tmp_path: Path) -> None:
    """Names that differ in case, or in how an accent is written, are told to the instructor."""
    for name in ("Ada", "ada", "zo\u00eb", "zoe\u0308"):
        write(tmp_path / "class" / name / FILE)
    found = read(tmp_path / "class")
    assert len(found.learners) == 4, "they stay apart"
    assert len(found.account.doubts) == 2, found.account.doubts


def test_every_file_is_accounted_for(tmp_path: Path) -> None:
    """What became of each file is in the account, and no cell of it is a formula."""
    write(tmp_path / "class" / "ada" / FILE)
    write(tmp_path / "class" / "ada" / "helper.py")
    write(tmp_path / "class" / "ada" / "old" / FILE)
    write(tmp_path / "class" / "ada" / "=notes.txt")
    write(tmp_path / "class" / "ada" / "my;=notes\u202e\x1b.txt")
    write(tmp_path / "class" / "=stray.py")
    found = read(tmp_path / "class")
    list(found.learners)
    text = found.account.written().decode("utf-8-sig")
    assert all(line[0] == line[-1] == '"' for line in text.splitlines()), "all cells are quoted"
    rows = list(csv.reader(io.StringIO(text)))[1:]
    assert {path: what for path, _, _, what in rows} == {
        f"ada/{FILE}": "graded",
        "ada/helper.py": "beside the graded one",
        f"ada/old/{FILE}": "not graded: not the only one",
        "ada/=notes.txt": "is no Python file",
        "ada/my;=notes\\u202e\\x1b.txt": "is no Python file",
        "'=stray.py": "belongs to nobody: it is in no learner's folder, and its name is of no "
        "system",
    }


# -- what archives try -----------------------------------------------------------------------------


def linked(name: str, target: str) -> bytes:
    """Return a zip archive with a symbolic link in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, target)
    return out.getvalue()


def linked_tar(name: str, target: str, kind: bytes) -> bytes:
    """Return a tar archive with a link or a device in it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, target
        archive.addfile(info)
    return out.getvalue()


def twice() -> bytes:
    """Return a zip archive with two files of one name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(FILE, SOURCE)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(FILE, b"# another one")
    return out.getvalue()


def nested(depth: int) -> bytes:
    """Return an archive in an archive in an archive ..."""
    data = zipped({FILE: SOURCE})
    for _ in range(depth):
        data = zipped({"inner.zip": data})
    return data


def lying() -> bytes:
    """Return a zip archive that says a file of 30 MB had ten bytes."""
    big = 30 << 20
    data = zipped({FILE: b"#" * big})
    return data.replace(big.to_bytes(4, "little"), (10).to_bytes(4, "little"))


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "traversal": ("a.zip", lambda: zipped({f"../../{FILE}": SOURCE}), "there is no file"),
    "absolute": ("a.zip", lambda: zipped({f"/tmp/{FILE}": SOURCE}), "there is no file"),
    "drive": ("a.zip", lambda: zipped({f"C:\\{FILE}": SOURCE}), "there is no file"),
    "backslashes": ("a.zip", lambda: zipped({f"..\\..\\{FILE}": SOURCE}), "there is no file"),
    "tar traversal": ("a.tar", lambda: tarred({f"../{FILE}": SOURCE}, "w:"), "there is no file"),
    "link": ("a.zip", lambda: linked(FILE, "/etc/passwd"), "hand in the file itself"),
    "tar link": ("a.tar", lambda: linked_tar(FILE, "/etc/passwd", tarfile.SYMTYPE), "hand in the"),
    "hard link": ("a.tar", lambda: linked_tar(FILE, "/etc/passwd", tarfile.LNKTYPE), "hand in the"),
    "device": ("a.tar", lambda: linked_tar(FILE, "", tarfile.CHRTYPE), "hand in the file itself"),
    "two of one name": ("a.zip", twice, "it is not guessed which one"),
    "big": ("a.zip", lambda: zipped({FILE: b"#" * (50 << 20)}), "more than 1 MB"),
    "a size that is not true": ("a.zip", lying, FILE),
    "big tar": ("a.tar.gz", lambda: tarred({FILE: b"#" * (50 << 20)}), "more than 1 MB"),
    "too deep": ("a.zip", lambda: nested(5), "there is no file"),
    "a long path": ("a.zip", lambda: zipped({f"{'x' * 2000}/{FILE}": SOURCE}), "there is no file"),
    "a long name": ("a.tar", lambda: tarred({"x" * (20 << 20): b""}, "w:"), "is too long"),
    "many long names": (
        "a.zip",
        lambda: zipped({f"{'x' * 300}{n}.txt": b"" for n in range(60_000)}),
        "the list of its files is too long",
    ),
    "no archive": ("a.zip", lambda: b"PK\3\4 not at all", "is damaged"),
    "empty": ("a.tar.gz", lambda: b"", "is damaged"),
    "many": ("a.zip", lambda: zipped({f"{n}.txt": b"" for n in range(60_000)}), "not read to its"),
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_hostile_archives(tmp_path: Path, attack: str) -> None:
    """A hostile archive gives no file, a reason, and nothing on the disk; the others are read."""
    name, make, reason = HOSTILE[attack]
    write(tmp_path / "class" / "bo" / FILE)
    write(tmp_path / "class" / name, make())
    before = _files(tmp_path)
    found = read(tmp_path / "class")
    assert found.data("a") is None, "there is nothing to grade"
    assert reason in found.latest("a").submission.problem, found.latest("a").submission.problem
    assert found.data("bo") == SOURCE, "the others are as ever"
    assert _files(tmp_path) == before, "nothing was written"


@pytest.mark.parametrize("place", ["a.zip", "a/all.zip"])
@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_an_archive_that_is_none(tmp_path: Path, place: str, kind: str) -> None:
    """What is called like an archive, and is no file, is not waited for, nor followed."""
    write(tmp_path / "class" / "bo" / FILE)
    secret = write(tmp_path / "secret.zip", zipped({FILE: b"secret"}))
    path = tmp_path / "class" / place
    path.parent.mkdir(exist_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(secret)
    found = read(tmp_path / "class")
    assert found.data("a") is None, "it has been read"
    assert found.data("bo") == SOURCE, "the others are as ever"
    said = found.latest("a").submission.problem
    assert "hand in the file itself" in said or "there is no file" in said, said


def test_a_helper_that_no_file_can_be_called(tmp_path: Path) -> None:
    """It is left out, and what is beside it is graded."""
    write(tmp_path / "class" / "a.zip", zipped({FILE: SOURCE, f"{'x' * 300}.py": b""}))
    assert read(tmp_path / "class").latest("a").submission.files == {FILE: SOURCE}


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """Of a tar archive with 600 MB of zeros no more is looked at than may be."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as archive:
        info = tarfile.TarInfo("zeros.bin")
        info.size = 600 << 20
        archive.addfile(info, Zeros())
    write(tmp_path / "class" / "a.tar.gz", out.getvalue())
    found = read(tmp_path / "class")
    assert "more than 512 MB are in it" in found.latest("a").submission.problem


WAYS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_pack_a_zip(tmp_path: Path, way: int) -> None:
    """What comes out is what went in, however long it is, and in whatever steps it comes."""
    chance = random.Random(way)
    noise = chance.randbytes(200_000)
    zeros = bytes(300_000)
    files = {FILE: noise + zeros + noise, "a.py": b"", "b.py": zeros, "c.py": noise[:65_536]}
    write(tmp_path / "class" / "a.zip", zipped(files, way))
    assert read(tmp_path / "class").latest("a").submission.files == files


@pytest.mark.parametrize("way", WAYS)
def test_a_damaged_file_in_a_zip(tmp_path: Path, way: int) -> None:
    """It is not graded, and the reason is told; it counts as what it is, and others are read."""
    small = zipped({"a.txt": b"a"})
    files = {**{f"{number}.zip": small for number in range(20)}, "helper.py": b"x = 1\n"}
    data = with_wrong_checksums(zipped({**files, FILE: SOURCE}, way), small)
    write(tmp_path / "class" / "a.zip", data)
    write(tmp_path / "class" / "b.zip", with_wrong_checksums(zipped({FILE: SOURCE}, way), SOURCE))
    found = read(tmp_path / "class")
    assert found.data("a") == SOURCE, found.latest("a").submission.problem
    said = found.latest("b").submission.problem
    assert f"{FILE} cannot be read: BadZipFile" in said, said


def with_wrong_checksums(archive: bytes, data: bytes) -> bytes:
    """Return a zip archive in which those of the files that hold `data` are wrong."""
    checksum = zlib.crc32(data)
    return archive.replace(checksum.to_bytes(4, "little"), (checksum ^ 1).to_bytes(4, "little"))


def test_a_bomb_of_damaged_files(tmp_path: Path) -> None:
    """What was unpacked counts, also where nothing can be done with it."""
    zeros = bytes(64 << 20)
    files = {f"{number}.zip": zeros for number in range(12)}
    data = with_wrong_checksums(zipped(files, zipfile.ZIP_DEFLATED), zeros)
    write(tmp_path / "class" / "a.zip", data)
    found = read(tmp_path / "class")
    assert "more than 512 MB are in it" in found.latest("a").submission.problem


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_that_unpacks_in_one_step(tmp_path: Path, way: int) -> None:
    """Of a few bytes that become 64 MB, no more is in memory at a time than is wanted of them."""
    write(tmp_path / "class" / "a.zip", zipped({FILE: bytes(64 << 20)}, way))
    tracemalloc.start()
    try:
        found = read(tmp_path / "class")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "more than 1 MB" in found.latest("a").submission.problem
    assert most < 24 << 20, f"{most >> 20} MB were in memory"


MANY = zipped({f"{number}.txt": b"" for number in range(50_001)})
WHOLE = {
    "files": ("aaron_101_1_work.zip", "bea_102_2_{}", "cleo_103_3_{}", ".zip"),
    "folders": ("aaron/work.zip", "bea/{}", "cleo/{}", ".zip"),
    "one folder round all": ("class/aaron/work.zip", "class/bea/{}", "class/cleo/{}", ".zip"),
    "a tar archive": ("aaron/work.zip", "bea/{}", "cleo/{}", ".tar.gz"),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_bomb_in_the_archive_of_a_class(tmp_path: Path, kind: str) -> None:
    """What one learner hands in costs no other learner anything."""
    bomb, *others, ending = WHOLE[kind]
    files = {bomb: MANY, **{name.format(FILE): SOURCE for name in others}}
    path = write(tmp_path / f"class{ending}", (zipped if ending == ".zip" else tarred)(files))
    found = read(path)
    aaron, *others = found.learners
    assert [found.data(key) for key in others] == [SOURCE, SOURCE], list(found.learners)
    said = found.latest(aaron).submission.problem
    assert "work.zip was not read to its end: more than 50,000 files" in said, said


def test_all_archives_of_a_learner_count_together(tmp_path: Path) -> None:
    """Somebody may hand in many archives: of all of them no more is read than of one."""
    bomb = zipped({"zeros.zip": bytes(64 << 20)})
    files = {f"aaron_101_{number}_{number}.zip": bomb for number in range(10)}
    found = read(write(tmp_path / "class.zip", zipped({**files, f"bea_102_99_{FILE}": SOURCE})))
    assert found.data("bea_102") == SOURCE
    said = found.latest("aaron_101").submission.problem
    assert "6.zip/zeros.zip is damaged" in said, said
    assert "7.zip was not read to its end: more than 512 MB are in it" in said, said
    assert "9.zip was not read: more than 512 MB are in it, and in what was handed in" in said, said


@pytest.mark.parametrize("folder", [".tox", "node_modules", "a/.git"])
def test_what_nobody_hands_in_does_not_count(tmp_path: Path, folder: str) -> None:
    """Whoever hands in the folders of their tools as well has handed in their file."""
    files = {f"{folder}/{number}.py": b"" for number in range(50_001)}
    write(tmp_path / "class" / "a.zip", zipped({**files, FILE: SOURCE}))
    assert read(tmp_path / "class").data("a") == SOURCE


@pytest.mark.parametrize("ending", [".zip", ".tar"])
def test_a_class_that_is_too_much_for_an_archive(tmp_path: Path, ending: str) -> None:
    """It is refused, and what to do is said: no part of it is graded."""
    long = {f"ada/{'x' * 300}{number}.txt": b"" for number in range(60_000)}
    big = {f"zoe/{number}.bin": bytes(64 << 20) for number in range(9)}
    files = {f"ada/{FILE}": SOURCE}
    archive = zipped({**files, **long}) if ending == ".zip" else tarred({**files, **big})
    with pytest.raises(BadClass, match=r"cannot be read to its end.*: .*Unpack it, and grade"):
        read(write(tmp_path / f"class{ending}", archive))


def a_flat_archive(folder: Path, count: int) -> Path:
    """Make the archive of a class, with a file of each learner."""
    files = {f"ada{number}_{number}_{number}_{FILE}": SOURCE for number in range(count)}
    return write(folder / f"{count}.zip", zipped(files))


def a_folder_of_archives(folder: Path, count: int) -> Path:
    """Make a class of one, who has files beside the one that is graded, and more called like it."""
    beside = {f"helper{number}.py": b"" for number in range(count)}
    below = {f"{number}/{FILE}": b"" for number in range(count)}
    write(folder / f"{count}" / "ada" / "a.zip", zipped({FILE: SOURCE, **beside}))
    return write(folder / f"{count}" / "ada" / "b.zip", zipped(below)).parents[1]


@pytest.mark.parametrize("make", [a_flat_archive, a_folder_of_archives])
def test_twice_as_many_files_take_twice_as_long(
    tmp_path: Path, make: Callable[[Path, int], Path]
) -> None:
    """No file is compared with all the others."""
    few, many = (calls_to_read(make(tmp_path, count)) for count in (200, 800))
    assert many < 6 * few, f"{few} calls for 200 files, {many} for 800"


def calls_to_read(path: Path) -> int:
    """Return how many calls of functions it takes to read a class."""
    events: list[str] = []
    sys.setprofile(lambda _, event, __: events.append(event))
    try:
        read(path)
    finally:
        sys.setprofile(None)
    return len(events)


def test_what_unpacks_to_nothing_counts_as_well() -> None:
    """A file may be long and hold nothing: then it is what is read of the archive that counts."""
    packed = b"\0\0\0\xff\xff" * 100_000 + b"\1\0\0\xff\xff"
    budget = Budget()
    assert Expanded(io.BytesIO(packed), zlib.decompressobj(wbits=-15), budget).read(1) == b""
    assert MAX_TOTAL - budget.bytes == len(packed)


class Zeros:
    """A file of zeros."""

    def read(self, size: int) -> bytes:
        """Return so many of them."""
        return bytes(size)


def test_names_in_other_encodings(tmp_path: Path) -> None:
    """A name in UTF-8 that does not say so is read as UTF-8; one that is nothing stays readable."""
    data = zipped({"zo##/ex06_lock.py": SOURCE, "b##/ex06_lock.py": SOURCE})
    data = data.replace(b"zo##", "zoë".encode()).replace(b"b##", b"b\xff\xfe")
    write(tmp_path / "all.zip", data)
    found = read(tmp_path / "all.zip")
    assert "zoë" in found.learners, list(found.learners)
    assert len(found.learners) == 2
    assert all(key.isprintable() for key in found.learners)


# -- two hundred that are broken -------------------------------------------------------------------


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return an archive with a few bytes changed, cut off, put in or taken out."""
    broken = bytearray(data)
    for _ in range(chance.choice([1, 2, 5, 30])):
        at = chance.randrange(len(broken) or 1)
        match chance.randrange(5):
            case 0:
                broken[at : at + 1] = chance.randbytes(1)
            case 1:
                broken[at : at + 4] = chance.choice([b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"])
            case 2:
                del broken[at : at + chance.randrange(1, 40)]
            case 3:
                broken[at:at] = chance.randbytes(chance.randrange(1, 40))
            case _:
                del broken[max(at, 8) :]
    return bytes(broken)


def samples() -> dict[str, bytes]:
    """Return whole archives of all kinds."""
    files = {FILE: SOURCE, f"old/{FILE}": SOURCE, "notes.txt": b"x" * 300}
    inner = {**files, "again.zip": zipped(files), "again.tgz": tarred(files)}
    return {
        "a.zip": zipped(inner),
        "a.tar": tarred(inner, "w:"),
        "a.tar.gz": tarred(inner),
        "a.tar.bz2": tarred(inner, "w:bz2"),
        "a.tar.xz": tarred(inner, "w:xz"),
    }


def test_broken_archives(tmp_path: Path) -> None:
    """Of 200 broken archives none stops the class, and each of them is accounted for."""
    chance = random.Random(4)
    whole = samples()
    folder = tmp_path / "class"
    for number in range(FUZZED):
        name = chance.choice(sorted(whole))
        write(folder / f"l{number:03}{name[1:]}", damaged(whole[name], chance))
    before = _files(tmp_path)
    found = read(folder)
    assert len(found.learners) == FUZZED, "each has a learner"
    accounted = {line.learner for line in found.account.lines}
    assert accounted == set(found.learners), "each has a line in the account"
    for key in found.learners:
        handed = found.latest(key).submission
        assert handed.files or handed.problem, f"{key} has neither files nor a reason"
    found.account.written()
    assert _files(tmp_path) == before, "nothing was written"


def test_a_class_in_a_broken_archive(tmp_path: Path) -> None:
    """An archive of a whole class that is broken is read as far as can be, or refused in words."""
    chance = random.Random(5)
    data = zipped({f"l{n}/{FILE}": SOURCE for n in range(5)})
    for number in range(30):
        path = write(tmp_path / f"{number}.zip", damaged(data, chance))
        try:
            found = read(path)
        except BadClass:
            continue
        assert found.learners, "there are learners, or it is refused"


def _files(folder: Path) -> set[str]:
    return {os.path.join(place, name) for place, _, names in os.walk(folder) for name in names}


@pytest.mark.parametrize("learners", [1, 2])
def test_a_folder_too_high(tmp_path: Path, learners: int) -> None:
    """The only learner who has files in several folders may be the class, and that is told."""
    for number in range(learners):
        write(tmp_path / "class" / f"2024-{number}" / "ada" / FILE)
        write(tmp_path / "class" / f"2024-{number}" / "bo" / "deeper" / FILE)
    told = [text for text in read(tmp_path / "class").account.doubts if "one learner" in text]
    expected = "2024-0 counts as one learner, with files in ada, bo: if those are learners, grade "
    assert told == ([f"{expected}the folder 2024-0 by itself"] if learners == 1 else []), told
