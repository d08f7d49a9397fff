"""What is handed in: whose it is by each system's rules, and nothing that an archive can do."""

from __future__ import annotations

import csv
import io
import os
import random
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from grader.catalogue import find
from grader.ingest.account import Account
from grader.ingest.collecting import collect, in_groups, read_groups
from grader.ingest.handed import HandIn, Learner
from grader.ingest.places import BadClass

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


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w:gz") -> bytes:
    """Return a tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
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
    "raymo_104_9004_text.html": b"<p>",
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
    assert list(found.learners) == ["doejane_101", "leeann_103", "raymo_104", "smithbob_102"]
    assert found.learners["doejane_101"].identities == {"canvas id": "101"}
    assert found.data("doejane_101") == SOURCE, "the file has its own name again"
    assert found.data("smithbob_102") == SOURCE + b"# again\n", "the number is Canvas's own"
    assert found.latest("smithbob_102").late == "late", "the late mark is kept"
    assert found.data("leeann_103") == SOURCE + b"# zip\n", "an archive is looked into"
    assert found.latest("raymo_104").submission.missing, "a text is no file"


def test_canvas_anonymous(tmp_path: Path) -> None:
    """Anonymous submissions of Canvas keep their anonymous ids."""
    write(tmp_path / "class" / f"LATE_anon_aB3xY_77_{FILE}")
    found = read(tmp_path / "class")
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
    ],
)
def test_moodle(tmp_path: Path, name: str, key: str, identities: tuple[str, str | None]) -> None:
    """Moodle names folders, or in the flat form files, after the learner or the group."""
    write(tmp_path / "class" / name)
    head = name.partition("_assignsubmission")[0]
    write(tmp_path / "class" / f"{head}_assignsubmission_onlinetext" / "onlinetext.html", b"<p>")
    found = read(tmp_path / "class")
    assert list(found.learners) == [key]
    assert found.data(key) == SOURCE
    known = found.learners[key].identities
    assert (known["moodle id"], known.get("full name")) == identities


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


def test_github_classroom(tmp_path: Path) -> None:
    """The clones of GitHub Classroom belong to the logins in their names."""
    for login in ("ada", "bo-b"):
        write(tmp_path / "locks-submissions" / f"locks-{login}" / "exercises" / FILE)
        write(tmp_path / "locks-submissions" / f"locks-{login}" / ".git" / FILE, b"")
    found = read(tmp_path / "locks-submissions")
    assert {key: one.identities for key, one in found.learners.items()} == {
        "ada": {"github": "ada"},
        "bo-b": {"github": "bo-b"},
    }
    assert found.data("ada") == SOURCE, "what git keeps is not looked at"


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
    jane = found.learners["0042"]
    assert (jane.name, jane.identities["email"]) == ("Jane Doe", "jane@example.org")
    assert found.data("0042") == found.data("bo@example.org") == SOURCE, "both have the file"
    assert "2025-01-10 08:00:00" in found.latest("0042").submitted


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
@pytest.mark.parametrize("folder", ["", "class/"])
def test_an_archive_of_folders(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes], folder: str
) -> None:
    """A whole class in one archive is the same as in a folder, with a folder round it or not."""
    name = "class.zip" if pack is zipped else "class.tar.gz"
    write(tmp_path / name, pack({f"{folder}ada/{FILE}": SOURCE, f"{folder}zoë/x/{FILE}": b"#"}))
    found = read(tmp_path / name)
    assert {key: found.data(key) for key in found.learners} == {"ada": SOURCE, "zoë": b"#"}


def test_groups(tmp_path: Path) -> None:
    """A file says who is in a group; each of them has what the group handed in."""
    write(tmp_path / "class" / f"Team Red_3_assignsubmission_file_{FILE}")
    write(tmp_path / "class" / "ada" / FILE)
    groups = "group,learner,email\nTeam Red,bo,bo@example.org\nTeam Red,cy,\n"
    groups_file = write(tmp_path / "groups.csv", groups.encode())
    found = read(tmp_path / "class")
    members = {one.key: one for one in in_groups(found.learners.values(), read_groups(groups_file))}
    assert set(members) == {"ada", "bo", "cy"}, "the group itself is nobody"
    assert members["bo"].identities == {"email": "bo@example.org", "group": "Team Red"}
    assert members["cy"].attempts["ex06"][0].submission.files[FILE] == SOURCE


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
    write(tmp_path / "class" / "=stray.py")
    found = read(tmp_path / "class")
    list(found.learners)
    rows = list(csv.reader(io.StringIO(found.account.written().decode())))[1:]
    assert {path: what for path, _, _, what in rows} == {
        f"ada/{FILE}": "graded",
        "ada/helper.py": "beside the graded one",
        f"ada/old/{FILE}": "not graded: not the only one",
        "ada/=notes.txt": "is no Python file",
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


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """Of a tar archive with 600 MB of zeros no more is looked at than may be."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as archive:
        info = tarfile.TarInfo("zeros.bin")
        info.size = 600 << 20
        archive.addfile(info, Zeros())  # type: ignore[arg-type]
    write(tmp_path / "class" / "a.tar.gz", out.getvalue())
    found = read(tmp_path / "class")
    assert "more than 512 MB are in it" in found.latest("a").submission.problem


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
