"""Writes docs/rules.md, the reference of the repair rules, from their table and their test cases.

    python benchmarks/rules.py

The cases are those in tests/cases that name a rule. Of each rule's the first are shown that the rule, run alone,
repairs or leaves alone as they say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from display import visible

from macaronic.fix import Fix
from macaronic.fixes import FIXES, repaired
from macaronic.languages import NAMES

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"
PAGE = ROOT / "docs" / "rules.md"
COMMAND = "python benchmarks/rules.py"

Case = dict[str, str]

INTRODUCTION = """\
# Rules

Every repair is made by one of these rules. A rule's name is its option (`--only doubled_period`, `--skip spacing`,
`--enable structure`, or the same names in a `Config`), and each edit names the rule that made it. Where an option takes
a rule it takes a group.

How sure a rule is says its **safety**:

- **certain**: no sound text has what is repaired;
- **evident**: the words or marks around it prove the fault; where they do not, nothing is changed;
- **requested**: it may be meant, so the rule is applied only where it, or its group, is enabled.

**When** it is applied says whose rules it follows: *mend* comes before languages are identified and knows the language
that is expected of the whole text, *tidy* comes after and knows that of each passage.

The examples are test cases: `-` as it was, `+` as the rule leaves it, and below them what the rule leaves alone.
Characters that cannot be seen, or that are taken for others, are shown as `<U+200B>`.

This page is made by `{command}`.
"""


def cases(kind: str) -> Iterator[Case]:
    """The test cases of a kind that name a rule, file by file."""
    for path in sorted(CASES.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(content, dict):
            yield from (case for case in content.get(kind, ()) if isinstance(case, dict) and case.get("rule") in FIXES)


def repairs(fix: Fix) -> Iterator[Case]:
    """The cases that the rule repairs, by itself, as they say."""
    for case in cases("repairs"):
        if case["rule"] == fix.name and repaired(case["broken"], fix.find, case["language"]) == case["fixed"]:
            yield case


def untouched(fix: Fix) -> Iterator[Case]:
    """The cases that the rule leaves alone, as they say."""
    for case in cases("untouched"):
        if case["rule"] == fix.name and repaired(case["text"], fix.find, case["language"]) == case["text"]:
            yield case


def _example(fix: Fix) -> Iterator[str]:
    """A repair and a text left alone, each of them if there is a case, as lines of a diff."""
    repair, near = next(repairs(fix), None), next(untouched(fix), None)
    languages = [NAMES.get(case["language"], "any language") for case in (repair, near) if case]
    if languages:
        yield f"For example ({', then '.join(dict.fromkeys(languages))}):\n\n```diff"
        if repair:
            yield f"- {visible(repair['broken'])}\n+ {visible(repair['fixed'])}"
        if near:
            yield f"  {visible(near['text'])}"
        yield "```\n"


def _section(fix: Fix) -> Iterator[str]:
    yield f"### {fix.name}\n\n{fix.changes}\n"
    yield f"- **Leaves alone:** {fix.keeps}"
    yield f"- **Costs:** {fix.cost}"
    yield f"- **Languages:** {fix.languages}"
    yield f"- **Safety:** {fix.safety}; **when:** {fix.stage}\n"
    yield from _example(fix)


def _overview() -> Iterator[str]:
    yield "| group | rule | safety | when | languages |\n| --- | --- | --- | --- | --- |"
    for fix in FIXES.values():
        yield f"| {fix.group} | [{fix.name}](#{fix.name}) | {fix.safety} | {fix.stage} | {fix.languages} |"
    yield ""


def _groups() -> Iterator[str]:
    for group in dict.fromkeys(fix.group for fix in FIXES.values()):
        rules = [fix for fix in FIXES.values() if fix.group == group]
        on_request = [fix for fix in rules if not fix.default]
        yield f"## {group}\n"
        if on_request == rules:
            yield f"On request: `--enable {group}`.\n"
        elif not on_request:
            yield f"Applied unless skipped: `--skip {group}`.\n"
        for fix in rules:
            yield from _section(fix)


def page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION.format(command=COMMAND), *_overview(), *_groups()]).rstrip("\n") + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
