# SPDX-License-Identifier: MIT
#
# One call of "aws kinesis", as a person or a script has it.
import base64
import json
import os
import shutil
import subprocess

from checking import expect_equal, fail, skip


class Aws:
    def __init__(self):
        # The system's own before any other.
        self.program = next((path for path in ("/usr/bin/aws", shutil.which("aws") or "")
                             if os.access(path, os.X_OK)), None)
        if self.program is None:
            skip("there is no aws")
        version = subprocess.run([self.program, "--version"], capture_output=True, text=True,
                                 check=True).stdout.split()[0]
        if not version.startswith("aws-cli/2."):
            skip(f"this is {version}, and version 2 is wanted")
        print(version)
        self.calls = 1

    def run(self, url, operation, options):
        command = [self.program, "--endpoint-url", url, "--output", "json", "kinesis"]
        command += operation.split()
        for name, value in options.items():
            command.append("--" + name.replace("_", "-"))
            command += value if isinstance(value, list) else [str(value)]
        self.calls += 1
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    def __call__(self, url, operation, **options):
        """What it prints, which is JSON or nothing."""
        done = self.run(url, operation, options)
        if done.returncode != 0:
            fail(f"aws kinesis {operation} {options} ends with {done.returncode}: {done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def expect_error(self, url, text, operation, **options):
        done = self.run(url, operation, options)
        expect_equal(f"how aws kinesis {operation} ends", (done.returncode, done.stderr.strip()),
                     (254, text))


def encoded(data):
    return base64.b64encode(data).decode()
