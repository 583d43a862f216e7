"""JavaScript without a browser: in the node that comes with Playwright."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from playwright._impl._driver import compute_driver_executable

from tests.helpers.tree import ROOT

NODE = (str(compute_driver_executable()[0]), "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON")


def node(*arguments: str | Path, given: Any = None, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run node, with `given` as JSON on its input."""
    command = [*NODE, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, input=json.dumps(given), capture_output=True, text=True, timeout=120)


def in_node(module: str, function: str, given: Any) -> Any:
    """What `function`, of the exports of a module of ui/components and of `given`, returns."""
    source = f"""
        import {{ readFileSync }} from 'node:fs';
        import * as module from './ui/components/{module}';
        const found = ({function})(module, JSON.parse(readFileSync(0)));
        console.log(JSON.stringify(found));"""
    done = node("--input-type=module", "--eval", source, given=given)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
