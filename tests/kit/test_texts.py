"""Long values are cut where they differ, and every text is made harmless."""

from __future__ import annotations

from grader.commands.texts import WIDTH, at_the_difference, message_lines


def test_long_values_are_cut_at_the_difference() -> None:
    """Of two long values the part is shown in which they begin to differ, and how long they are."""
    expected = "[" + ", ".join(map(str, range(1000))) + "]"
    got = expected.replace("500, 501", "501, 500")
    shown, other = at_the_difference(expected, got)
    assert "499, 500, 501" in shown, shown
    assert "499, 501, 500" in other, other
    assert len(shown) < 200, shown
    assert shown.endswith(f"({len(expected)} characters)"), shown


def test_short_values_stay_whole() -> None:
    """What can be taken in at a glance is not cut."""
    assert at_the_difference("[1, 2]", "[1, 3]") == ("[1, 2]", "[1, 3]")


def test_a_value_that_only_goes_on_is_shown_at_its_end() -> None:
    """Where one value is the beginning of the other, its end is what is shown."""
    whole = "x" * 1000
    shown, other = at_the_difference(whole[:400], whole)
    assert shown.endswith("x"), shown
    assert len(other) < 200, other


def test_expected_and_got_stand_below_each_other() -> None:
    """A message too long for one line has what was expected and what came in lines of their own."""
    message = f"run(items, handle): expected {list(range(40))}, got {list(range(1, 41))}"
    lines = message_lines(message, "  ", 16)
    assert lines[0] == "  run(items, handle):", lines
    assert lines[1].startswith("  expected  [0, 1"), lines
    assert any(line.startswith("  got       [1, 2") for line in lines), lines
    assert max(map(len, lines)) <= WIDTH, lines


def test_an_endless_message_is_cut() -> None:
    """More lines than asked for are counted instead of shown."""
    assert message_lines("\n".join("abcdefgh"), "", 3) == ["a", "b", "c", "... 5 more lines"]
