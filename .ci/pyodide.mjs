// Run command lines of the program, one after the other, on the Python that Pyodide brings to node.
// Usage: node pyodide.mjs CHECKOUT PACKAGES LINE…, where PACKAGES is a folder with what the program depends on.
import { loadPyodide } from "pyodide";

const [checkout, packages, ...lines] = process.argv.slice(2);
const python = await loadPyodide({ env: { HOME: "/home/pyodide" } });
python.mountNodeFS("/checkout", checkout);
python.mountNodeFS("/packages", packages);
python.globals.set("lines", python.toPy(lines));
process.exitCode = python.runPython(`
import shlex, sys

sys.path[:0] = ["/checkout", "/packages"]
sys.dont_write_bytecode = True
from claims.cli import main


def code_of(line):
    print(f"$ claims {line}", flush=True)
    try:
        main(shlex.split(line))
    except SystemExit as end:
        return end.code


print("Python", *sys.version.split()[:1], "on", sys.platform)
next((code for code in map(code_of, lines) if code), 0)
`);
