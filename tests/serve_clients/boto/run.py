#!/usr/bin/python3
# SPDX-License-Identifier: MIT
#
# boto3 against an endpoint: every step of a stream's life, each answer compared with what was
# asked. Ends with the first that is wrong.
#
#   python3 tests/serve_clients/boto/run.py --url http://127.0.0.1:4567
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))

from checking import arguments, run_steps, skip

try:
    import boto3
except ImportError:
    skip("there is no boto3")

from client import answers, client_of
from errors import Errors
from fan_out import FanOut
from meeting import Meeting
from prometheus_check import check_metrics
from reading import Reading
from resharding import Resharding
from settings import Settings
from streams import Streams
from throttling import Throttling


def main():
    options = arguments()
    kinesis = client_of(options.url)
    print(f"boto3 {boto3.__version__}")
    steps = []
    for part in (Streams, Reading, Resharding, FanOut, Settings, Errors):
        steps += part(kinesis, options.prefix).steps()
    if options.limited_url:
        steps += Throttling(client_of(options.limited_url), options.prefix).steps()
    if options.neighbour:
        steps += Meeting(kinesis, options.prefix, options.neighbour).steps()

    def compare_with_the_metrics():
        check_metrics(options.url, answers[options.url])

    run_steps(steps + [compare_with_the_metrics])


main()
