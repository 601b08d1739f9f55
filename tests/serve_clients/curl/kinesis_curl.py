# SPDX-License-Identifier: MIT
#
# Calls of the service as curl makes them, with its own Signature Version 4.
import json
import os
import shutil
import subprocess

from checking import expect, expect_equal, skip

JSON = "application/x-amz-json-1.1"
CBOR = "application/x-amz-cbor-1.1"


class Reply:
    def __init__(self, output):
        # An interim answer, 100, comes before the one that counts.
        head = b"HTTP/1.1 100 Continue"
        while head.split()[1] == b"100":
            head, _, output = output.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        self.version, self.status = lines[0].split()[0], int(lines[0].split()[1])
        self.headers = {name.lower(): value.strip() for name, _, value in
                        (line.partition(":") for line in lines[1:])}
        self.body = output


class Curl:
    def __init__(self, url, protocol):
        self.url = url
        self.protocol = protocol

    @staticmethod
    def require(protocol):
        program = shutil.which("curl")
        if program is None:
            skip("there is no curl")
        options = subprocess.run([program, "--help", "all"], capture_output=True, text=True,
                                 check=True).stdout
        if "--aws-sigv4" not in options:
            skip("this curl does not sign for AWS")
        version = subprocess.run([program, "--version"], capture_output=True, text=True,
                                 check=True).stdout
        if protocol == "HTTP/2" and "HTTP2" not in version:
            skip("this curl speaks no HTTP/2")
        print(version.split("(")[0])

    def command(self, headers, secret=None, path="/"):
        command = ["curl", "-sS", "--max-time", "30", self.url + path]
        command.append("--http1.1" if self.protocol == "HTTP/1.1" else "--http2-prior-knowledge")
        if secret != "":
            secret = secret or os.environ["AWS_SECRET_ACCESS_KEY"]
            command += ["--aws-sigv4", "aws:amz:us-east-1:kinesis", "--user",
                        f"{os.environ['AWS_ACCESS_KEY_ID']}:{secret}"]
        for name, value in headers.items():
            command += ["-H", f"{name}: {value}"]
        return command

    def send(self, headers, body, secret=None):
        """`body` is bytes; a secret of "" is none: the request has no signature then."""
        command = self.command(headers, secret) + ["-i", "--data-binary", "@-"]
        done = subprocess.run(command, input=body, capture_output=True, timeout=60, check=False)
        expect_equal(f"curl's exit status ({done.stderr.decode().strip()})", done.returncode, 0)
        reply = Reply(done.stdout)
        expect_equal("the protocol", reply.version, self.protocol)
        expect(reply.status == 403 or "x-amzn-requestid" in reply.headers,
               "an answer names its request")
        return reply

    def get(self, path):
        done = subprocess.run(self.command({}, "", path) + ["-i"], capture_output=True, timeout=60,
                              check=True)
        return Reply(done.stdout)

    @staticmethod
    def headers_of(operation, content_type=JSON):
        return {"Content-Type": content_type, "X-Amz-Target": f"Kinesis_20131202.{operation}"}

    def call(self, operation, **members):
        """What it answers, as JSON has it; None if that is nothing."""
        reply = self.send(self.headers_of(operation), json.dumps(members).encode())
        expect(reply.status == 200, f"{operation} {str(members)[:200]} is answered with "
               f"{reply.status} {reply.body.decode()}")
        expect_equal("Content-Type", reply.headers["content-type"], JSON)
        return json.loads(reply.body) if reply.body else None

    def expect_error(self, name, message, operation, body, secret=None):
        """Without a message there is none: errors of the wire's own have nothing to say."""
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        reply = self.send(self.headers_of(operation), body, secret)
        expect_equal(f"the status of {name}", reply.status, 400)
        expect_equal("x-amzn-errortype", reply.headers["x-amzn-errortype"], name)
        wanted = {"__type": name} if message is None else {"__type": name, "message": message}
        expect_equal("the error", json.loads(reply.body), wanted)
