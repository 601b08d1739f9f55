# SPDX-License-Identifier: MIT
#
# What is refused, with AWS's exceptions and AWS's words.
from botocore.config import Config

from checking import expect_equal, fail
from client import client_of

ITERATOR_TYPES = "AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON"


class Errors:
    def __init__(self, kinesis, prefix):
        self.kinesis = kinesis
        self.stream = f"{prefix}-errors"
        # This one asks what boto3 would not even send.
        self.careless = client_of(kinesis.meta.endpoint_url, Config(parameter_validation=False))

    def steps(self):
        return [self.refuse_what_is_not_there, self.refuse_what_is_in_use,
                self.refuse_wrong_arguments, self.refuse_what_breaks_a_constraint]

    def expect_error(self, name, message, call, **arguments):
        try:
            call(**arguments)
        except getattr(self.kinesis.exceptions, name) as error:
            expect_equal(f"the message of {name}", error.response["Error"]["Message"], message)
            expect_equal("its status", error.response["ResponseMetadata"]["HTTPStatusCode"], 400)
            return
        except self.kinesis.exceptions.ClientError as error:
            fail(f"{name} was to come, and this came: {error}")
        fail(f"{name} was to come, and nothing came")

    def expect_invalid(self, details, call, **arguments):
        try:
            call(**arguments)
        except self.kinesis.exceptions.ClientError as error:
            expect_equal("the exception", error.response["Error"]["Code"], "ValidationException")
            errors = "error" if len(details) == 1 else "errors"
            expect_equal("what is invalid", error.response["Error"]["Message"],
                         f"{len(details)} validation {errors} detected: {'; '.join(details)}")
            return
        fail(f"{details} was to come, and nothing came")

    def refuse_what_is_not_there(self):
        self.kinesis.create_stream(StreamName=self.stream, ShardCount=1)
        self.expect_error("ResourceNotFoundException",
                          "Stream nobodys under account 000000000000 not found.",
                          self.kinesis.describe_stream, StreamName="nobodys")
        self.expect_error(
            "ResourceNotFoundException",
            f"Shard shardId-000000000009 in stream {self.stream} under account 000000000000 does "
            "not exist", self.kinesis.get_shard_iterator, StreamName=self.stream,
            ShardId="shardId-000000000009", ShardIteratorType="LATEST")

    def refuse_what_is_in_use(self):
        self.expect_error("ResourceInUseException",
                          f"Stream {self.stream} under account 000000000000 already exists.",
                          self.kinesis.create_stream, StreamName=self.stream, ShardCount=1)

    def refuse_wrong_arguments(self):
        self.expect_error("InvalidArgumentException", "Invalid ShardIterator.",
                          self.kinesis.get_records, ShardIterator="AAAAAAAAAAE=")
        self.expect_error(
            "InvalidArgumentException",
            "NewStartingHashKey 0 used in SplitShard() on shard shardId-000000000000 in stream "
            f"{self.stream} under account 000000000000 is not both greater than one plus the "
            "shard's StartingHashKey 0 and less than the shard's EndingHashKey "
            f"{2**128 - 1}.", self.kinesis.split_shard, StreamName=self.stream,
            ShardToSplit="shardId-000000000000", NewStartingHashKey="0")

    def refuse_what_breaks_a_constraint(self):
        self.expect_invalid(
            [f"Value 'NEXT' at 'shardIteratorType' failed to satisfy constraint: Member must "
             f"satisfy enum value set: [{ITERATOR_TYPES}]"],
            self.careless.get_shard_iterator, StreamName=self.stream,
            ShardId="shardId-000000000000", ShardIteratorType="NEXT")
        self.expect_invalid(
            ["Value '0' at 'shardCount' failed to satisfy constraint: Member must have value "
             "greater than or equal to 1",
             "Value 'a b' at 'streamName' failed to satisfy constraint: Member must satisfy "
             "regular expression pattern: [a-zA-Z0-9_.-]+"],
            self.careless.create_stream, StreamName="a b", ShardCount=0)
        self.expect_invalid(
            ["Value null at 'partitionKey' failed to satisfy constraint: Member must not be null",
             "Value null at 'data' failed to satisfy constraint: Member must not be null"],
            self.careless.put_record, StreamName=self.stream)
        self.kinesis.delete_stream(StreamName=self.stream)
