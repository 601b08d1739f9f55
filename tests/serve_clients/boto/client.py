# SPDX-License-Identifier: MIT
#
# A client of boto3, with the environment's credentials, and what its version knows: Debian
# 12's is of 2022, and several operations and parameters are younger.
import collections

import boto3

SHARD = "shardId-000000000000"

# Of each URL: how often an operation was answered, by its name and the exception; "" if it
# went well.
answers = collections.defaultdict(collections.Counter)


def client_of(url, config=None):
    kinesis = boto3.client("kinesis", endpoint_url=url, config=config)

    def count(event_name, parsed_response, **_):
        if parsed_response is None:  # There was no answer, and there will be an exception.
            return
        operation = event_name.split(".")[-1]
        answers[url][operation, parsed_response.get("Error", {}).get("Code", "")] += 1

    kinesis.meta.events.register("response-received.kinesis", count)
    return kinesis


def has_parameter(kinesis, operation, parameter):
    shape = kinesis.meta.service_model.operation_model(operation).input_shape
    return parameter in shape.members


def iterator(kinesis, stream, shard=SHARD, kind="TRIM_HORIZON", **where):
    return kinesis.get_shard_iterator(StreamName=stream, ShardId=shard, ShardIteratorType=kind,
                                      **where)["ShardIterator"]
