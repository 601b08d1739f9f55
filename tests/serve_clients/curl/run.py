#!/usr/bin/python3
# SPDX-License-Identifier: MIT
#
# curl against an endpoint: the protocol itself, with nothing in between that would smooth it
# out. Signed by curl, over HTTP/1.1 or with --http2 over HTTP/2.
#
#   python3 tests/serve_clients/curl/run.py --url http://127.0.0.1:4567 [--http2]
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

from checking import arguments, run_steps
from kinesis_curl import Curl
from records import Records
from shards import Shards
from subscriptions import Subscriptions
from wire import Wire


def main():
    protocol = "HTTP/2" if "--http2" in sys.argv else "HTTP/1.1"
    if "--http2" in sys.argv:
        sys.argv.remove("--http2")
    options = arguments()
    Curl.require(protocol)
    kinesis = Curl(options.url, protocol)
    limited = Curl(options.limited_url, protocol) if options.limited_url else None
    steps = []
    for part in (Records, Shards, Subscriptions, Wire):
        steps += part(kinesis, limited, f"{options.prefix}-curl").steps()
    run_steps(steps)


main()
