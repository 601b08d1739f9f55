// SPDX-License-Identifier: MIT
//
// Rules 1.1, 1.2 and 2.10 of PutResourcePolicy: what is a policy, and what it lets another
// account do.
#include <array>
#include <string>
#include <string_view>

#include "local/support.h"
#include "support/catch.h"
#include "weir/local/local_kinesis.h"

namespace weir::put_resource_policy_test {
namespace {

using testing::Answer;
using testing::LocalTest;

constexpr char kArn[] = "arn:aws:kinesis:us-east-1:111111111111:stream/s";

std::string Put(LocalTest& test, std::string_view policy) {
  return Answer(test.kinesis.PutResourcePolicy({.resource_arn = kArn, .policy = policy}));
}

// What is behind the words that each malformed policy is refused with.
std::string Fault(LocalTest& test, std::string_view policy) {
  const std::string answer = Put(test, policy);
  const std::string head = "InvalidArgumentException: The resource policy is malformed: ";
  return answer.starts_with(head) ? answer.substr(head.size()) : answer;
}

// A policy of one statement with `effect`, "Allow", and so on; each is written as JSON.
std::string Policy(std::string_view effect, std::string_view principal, std::string_view action,
                   std::string_view resource = "\"*\"") {
  std::string text = R"({"Version": "2012-10-17", "Statement": [{"Effect": ")";
  text.append(effect).append(R"(", "Principal": )").append(principal);
  text.append(R"(, "Action": )").append(action);
  return text.append(R"(, "Resource": )").append(resource).append("}]}");
}

std::string Allow(std::string_view principal, std::string_view action) {
  return Policy("Allow", principal, action);
}

LocalKinesis Other(LocalTest& test) {
  auto other = test.kinesis.ForCaller({.account_id = "222222222222", .region = "us-east-1"});
  REQUIRE(Answer(other) == "OK");
  return *std::move(other);
}

std::string PutAnswer(LocalKinesis& kinesis) {
  return Answer(
      kinesis.PutRecord({.stream_arn = kArn, .partition_key = "k", .data = AsBytes("x")}));
}

TEST_CASE("a policy is kept as it was given, in place of the one before",
          "[local][put_resource_policy]") {
  // Rules 1.2.
  LocalTest test;
  test.CreateStream();
  const std::string first = Allow(R"({"AWS": "222222222222"})", R"("kinesis:PutRecord")");
  const std::string second = " " + Allow("\"*\"", "\"*\"") + "\n";
  CHECK(Put(test, first) == "OK");
  CHECK(test.kinesis.GetResourcePolicy({.resource_arn = kArn})->policy == first);
  CHECK(Put(test, second) == "OK");
  CHECK(test.kinesis.GetResourcePolicy({.resource_arn = kArn})->policy == second);
  CHECK(Fault(test, "{}") == "it has no Version.");
  CHECK(test.kinesis.GetResourcePolicy({.resource_arn = kArn})->policy == second);
}

TEST_CASE("what is no JSON is no policy", "[local][put_resource_policy]") {
  LocalTest test;
  test.CreateStream();
  const auto [text, fault] = GENERATE(table<std::string, std::string>({
      {"", "byte 0 is not a value"},
      {" ", "byte 1 is not a value"},
      {"{", "byte 1 is not a text in quotes"},
      {"{\"a\"", "byte 4 is not ':'"},
      {"{\"a\":", "byte 5 is not a value"},
      {"{\"a\":1", "byte 6 is not ',' or '}'"},
      {"{\"a\":1,}", "byte 7 is not a text in quotes"},
      {"{\"a\":1 \"b\":2}", "byte 7 is not ',' or '}'"},
      {"{\"a\":1,\"a\":2}", "byte 10 is not behind a name that is new in its object"},
      {"{\"a\":1,\"\\u0061\":2}", "byte 15 is not behind a name that is new in its object"},
      {"{a:1}", "byte 1 is not a text in quotes"},
      {"[1", "byte 2 is not ',' or ']'"},
      {"[1,]", "byte 3 is not a value"},
      {"[1 2]", "byte 3 is not ',' or ']'"},
      {"{} {}", "byte 3 is not the end"},
      {"\"a", "byte 2 is not '\"'"},
      {"\"a\nb\"", "byte 2 is not a character of a text"},
      {"\"\\x\"", "byte 2 is not an escape"},
      {"\"\\", "byte 2 is not an escape"},
      {"\"\\u12g4\"", "byte 5 is not one of four digits in base 16"},
      {"\"\\udc00\"", "byte 7 is not behind the first half of a character"},
      {"\"\\ud800\"", "byte 7 is not the second half of a character"},
      {"\"\\ud800\\ud800\"", "byte 13 is not the second half of a character"},
      {"-", "byte 1 is not a digit"},
      {"01", "byte 1 is not the end"},
      {"1.", "byte 2 is not a digit"},
      {".1", "byte 0 is not a value"},
      {"+1", "byte 0 is not a value"},
      {"1e", "byte 2 is not a digit"},
      {"1e+", "byte 3 is not a digit"},
      {"nul", "byte 0 is not a value"},
      {"nulls", "byte 4 is not the end"},
      {"NaN", "byte 0 is not a value"},
      {"'a'", "byte 0 is not a value"},
      {"/**/{}", "byte 0 is not a value"},
  }));
  CAPTURE(text);
  CHECK(Fault(test, text) == "it is no JSON: " + fault + ".");
}

TEST_CASE("JSON that is no object is no policy", "[local][put_resource_policy]") {
  LocalTest test;
  test.CreateStream();
  for (const std::string_view text :
       {"[]", "null", "true", "false", "0", "-0.5e-7", "1E+2", "\"\\u0041\\n\\\\\\/\"",
        "\"\\ud83d\\ude00 \\u00fc \\u20AC\"", " [ 1 , [ ] , { } ] "}) {
    CAPTURE(text);
    CHECK(Fault(test, text) == "it is not an object.");
  }
}

TEST_CASE("a policy may be nested 32 times, and has 20 KiB at most",
          "[local][put_resource_policy]") {
  LocalTest test;
  test.CreateStream();
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(Fault(test, nested(32)) == "it is not an object.");
  CHECK(Fault(test, nested(33)) == "it is no JSON: byte 32 is not of a depth of at most 32.");
  // No stack is in danger.
  CHECK(Fault(test, nested(10'000)) == "it is no JSON: byte 32 is not of a depth of at most 32.");
  std::string policy = Allow("\"*\"", "\"*\"");
  policy.append(20 * 1024 - policy.size(), ' ');
  CHECK(Put(test, policy) == "OK");
  policy += ' ';
  CHECK(Put(test, policy) ==
        "InvalidArgumentException: The resource policy has 20481 bytes; it may have 20480.");
}

TEST_CASE("a policy has a version and statements", "[local][put_resource_policy]") {
  LocalTest test;
  test.CreateStream();
  const std::string statement =
      R"({"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"})";
  CHECK(Fault(test, R"({"Statement": )" + statement + "}") == "it has no Version.");
  CHECK(Fault(test, R"({"Version": "2012-10-18", "Statement": )" + statement + "}") ==
        "Version is neither 2012-10-17 nor 2008-10-17.");
  CHECK(Fault(test, R"({"Version": 2012, "Statement": )" + statement + "}") ==
        "Version is neither 2012-10-17 nor 2008-10-17.");
  CHECK(Fault(test, R"({"Version": "2012-10-17"})") == "it has no Statement.");
  CHECK(Fault(test, R"({"Version": "2012-10-17", "Statement": []})") == "it has no Statement.");
  CHECK(Fault(test, R"({"Version": "2012-10-17", "Statement": "all"})") ==
        "a statement is not an object.");
  CHECK(Fault(test, R"({"Version": "2012-10-17", "Id": 7, "Statement": )" + statement + "}") ==
        "Id is not a text.");
  CHECK(Fault(test, R"({"Version": "2012-10-17", "Until": "", "Statement": )" + statement + "}") ==
        "it has Until, which is not supported.");
  CHECK(Put(test, R"({"Version": "2008-10-17", "Id": "i", "Statement": )" + statement + "}") ==
        "OK");
  CHECK(Put(test, R"({"Version": "2012-10-17", "Statement": [)" + statement + "," + statement +
                      "]}") == "OK");
}

TEST_CASE("a statement has an effect, a principal, an action and a resource",
          "[local][put_resource_policy]") {
  LocalTest test;
  test.CreateStream();
  const auto fault = [&test](std::string_view members) {
    return Fault(
        test,
        std::string(R"({"Version": "2012-10-17", "Statement": {)").append(members).append("}}"));
  };
  constexpr char kRest[] = R"(, "Principal": "*", "Action": "*", "Resource": "*")";
  CHECK(fault(R"("Principal": "*", "Action": "*", "Resource": "*")") ==
        "a statement has no Effect.");
  CHECK(fault(std::string(R"("Effect": "allow")") + kRest) == "Effect is neither Allow nor Deny.");
  CHECK(fault(std::string(R"("Effect": true)") + kRest) == "Effect is neither Allow nor Deny.");
  CHECK(fault(R"("Effect": "Allow", "Action": "*", "Resource": "*")") ==
        "a statement has no Principal.");
  CHECK(fault(R"("Effect": "Allow", "Principal": "*", "Resource": "*")") ==
        "a statement has no Action.");
  CHECK(fault(R"("Effect": "Allow", "Principal": "*", "Action": "*")") ==
        "a statement has no Resource.");
  CHECK(fault(std::string(R"("Effect": "Allow", "NotAction": "*")") + kRest) ==
        "a statement has NotAction, which is not supported.");
  CHECK(fault(std::string(R"("Effect": "Allow", "Sid": 1)") + kRest) == "Sid is not a text.");
  CHECK(fault(std::string(R"("Effect": "Allow", "Condition": [])") + kRest) ==
        "Condition is not an object.");
  CHECK(fault(std::string(R"("Effect": "Allow", "Sid": "1", "Condition": {})") + kRest) == "OK");
}

TEST_CASE("principals, actions and resources are texts, or lists of them",
          "[local][put_resource_policy]") {
  LocalTest test;
  test.CreateStream();
  for (const std::string_view wrong :
       {"1", "null", "[]", "\"\"", "[\"a\", 1]", "[[\"a\"]]", "{}"}) {
    CAPTURE(wrong);
    CHECK(Fault(test, Policy("Allow", "\"*\"", wrong)) ==
          "Action is not a text, or a list of texts, of which none is empty.");
    CHECK(Fault(test, Policy("Allow", "\"*\"", "\"*\"", wrong)) ==
          "Resource is not a text, or a list of texts, of which none is empty.");
    CHECK(Fault(test, Allow(std::string(R"({"AWS": )").append(wrong).append("}"), "\"*\"")) ==
          "Principal.AWS is not a text, or a list of texts, of which none is empty.");
  }
  for (const std::string_view wrong : {"\"a\"", "[\"*\"]", "{}", "1"}) {
    CAPTURE(wrong);
    CHECK(Fault(test, Allow(wrong, "\"*\"")) ==
          "Principal is neither * nor an object that says whose principals they are.");
  }
  CHECK(Fault(test, Allow(R"({"Aws": "*"})", "\"*\"")) ==
        "Principal has Aws, which is not supported.");
  CHECK(Put(test, Policy("Allow", R"({"AWS": ["*", "a"], "Service": "b", "Federated": "c",
                                      "CanonicalUser": ["d"]})",
                         R"(["a", "b"])", R"(["a", "b"])")) == "OK");
}

TEST_CASE("another account puts and reads by ARN when a policy lets it",
          "[local][put_resource_policy]") {
  // Rules 2.10.
  LocalTest test;
  test.CreateStream();
  LocalKinesis other = Other(test);
  const std::string tail =
      std::string(" on resource: ") + kArn + " because no resource-based policy allows the ";
  const auto denied = [&tail](const std::string& action) {
    return "AccessDeniedException: User: arn:aws:iam::222222222222:root is not authorized to "
           "perform: " +
           action + tail + action + " action";
  };
  CHECK(PutAnswer(other) == denied("kinesis:PutRecord"));
  const kinesis::GetShardIteratorRequest from_start = {
      .stream_arn = kArn,
      .shard_id = testing::kShard0,
      .shard_iterator_type = kinesis::ShardIteratorType::kTrimHorizon};
  CHECK(Answer(other.GetShardIterator(from_start)) == denied("kinesis:GetShardIterator"));

  CHECK(Put(test, Allow(R"({"AWS": "arn:aws:iam::222222222222:root"})",
                        R"(["kinesis:PutRecord", "kinesis:Get*"])")) == "OK");
  CHECK(PutAnswer(other) == "OK");
  const std::string iterator = other.GetShardIterator(from_start)->shard_iterator;
  auto read = other.GetRecords({.shard_iterator = iterator});
  REQUIRE(Answer(read) == "OK");
  CHECK(testing::TextsOf(*read) == testing::Texts{"x"});
  // What it does not name stays forbidden, and so does its name without its ARN.
  CHECK(Answer(other.DescribeStreamSummary({.stream_arn = kArn})) ==
        denied("kinesis:DescribeStreamSummary"));
  CHECK(Answer(other.PutRecord({.stream_name = "s", .partition_key = "k", .data = AsBytes("x")})) ==
        "ResourceNotFoundException: Stream s under account 222222222222 not found.");
  // An iterator that was given before does not outlive the policy.
  REQUIRE(Answer(test.kinesis.DeleteResourcePolicy({.resource_arn = kArn})) == "OK");
  CHECK(Answer(other.GetRecords({.shard_iterator = iterator})) == denied("kinesis:GetRecords"));
  // The owner needs no policy.
  test.Put("y");
}

TEST_CASE("a statement is for whom it names, of whatever he calls himself",
          "[local][put_resource_policy]") {
  LocalTest test;
  test.CreateStream();
  LocalKinesis other = Other(test);
  const auto [principal, is_allowed] = GENERATE(table<std::string, bool>({
      {R"("*")", true},
      {R"({"AWS": "*"})", true},
      {R"({"AWS": "222222222222"})", true},
      {R"({"AWS": ["333333333333", "222222222222"]})", true},
      {R"({"AWS": "arn:aws:iam::222222222222:root"})", true},
      {R"({"AWS": "arn:aws:iam::222222222222:role/reader"})", true},
      {R"({"AWS": "arn:aws:sts::222222222222:assumed-role/a/b"})", true},
      {R"({"AWS": "333333333333"})", false},
      {R"({"AWS": "arn:aws:iam::333333333333:root"})", false},
      {R"({"AWS": "arn:aws:iam::2222222222222:root"})", false},
      {R"({"AWS": "arn:aws:iam::222222222222"})", false},
      {R"({"AWS": "arn:aws:iam"})", false},
      {R"({"AWS": "xarn:aws:iam::222222222222:root"})", false},
      {R"({"Service": "222222222222"})", false},
  }));
  CAPTURE(principal);
  CHECK(Put(test, Allow(principal, "\"kinesis:PutRecord\"")) == "OK");
  CHECK(PutAnswer(other).starts_with("AccessDeniedException") == !is_allowed);
  CHECK((PutAnswer(other) == "OK") == is_allowed);
}

TEST_CASE("stars and question marks stand for what an action or a resource is",
          "[local][put_resource_policy]") {
  LocalTest test;
  test.CreateStream();
  LocalKinesis other = Other(test);
  const auto [action, is_allowed] = GENERATE(table<std::string, bool>({
      {"*", true},
      {"kinesis:*", true},
      {"kinesis:PutRecord", true},
      {"KINESIS:putrecord", true},
      {"kinesis:Put*", true},
      {"*Record", true},
      {"*:*t*e*d", true},
      {"kinesis:PutRecor?", true},
      {"kinesis:PutRecord*", true},
      {"kinesis:PutRecord?", false},
      {"kinesis:PutRecords", false},
      {"kinesis:PutRecor", false},
      {"PutRecord", false},
      {"*:*t*x*d", false},
      {"sqs:*", false},
  }));
  CAPTURE(action);
  CHECK(Put(test, Allow("\"*\"", "\"" + action + "\"")) == "OK");
  CHECK((PutAnswer(other) == "OK") == is_allowed);
}

TEST_CASE("a statement is of the resource that it names", "[local][put_resource_policy]") {
  LocalTest test;
  test.CreateStream();
  LocalKinesis other = Other(test);
  const std::string action = "\"kinesis:PutRecord\"";
  const auto put = [&](std::string_view resource) {
    REQUIRE(Put(test, Policy("Allow", "\"*\"", action, resource)) == "OK");
    return PutAnswer(other) == "OK";
  };
  CHECK(put(std::string("\"") + kArn + "\""));
  CHECK(put(R"("arn:aws:kinesis:*:111111111111:stream/*")"));
  CHECK(put(std::string("[\"a\", \"") + kArn + "\"]"));
  CHECK_FALSE(put(R"("arn:aws:kinesis:us-east-1:111111111111:stream/t")"));
  CHECK_FALSE(put(R"("arn:aws:kinesis:us-east-1:111111111111:stream/S")"));
}

TEST_CASE("a denial goes before whatever allows it", "[local][put_resource_policy]") {
  LocalTest test;
  test.CreateStream();
  LocalKinesis other = Other(test);
  const std::string allow =
      R"({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"})";
  const std::string deny = R"({"Effect": "Deny", "Principal": {"AWS": "222222222222"},
                               "Action": "kinesis:PutRecord", "Resource": "*"})";
  const auto policy = [](const std::string& first, const std::string& second) {
    return R"({"Version": "2012-10-17", "Statement": [)" + first + "," + second + "]}";
  };
  for (const std::string& both : {policy(allow, deny), policy(deny, allow)}) {
    REQUIRE(Put(test, both) == "OK");
    CHECK(PutAnswer(other).starts_with("AccessDeniedException"));
    CHECK(Answer(other.DescribeStreamSummary({.stream_arn = kArn})) == "OK");
  }
}

TEST_CASE("a policy is of something that is there", "[local][put_resource_policy]") {
  // Rules 1.1 and 1.2.
  LocalTest test({.limits = KinesisLimits::Unlimited(),
                  .state_durations = {.stream_deleting = absl::Seconds(10)}});
  const std::string policy = Allow("\"*\"", "\"*\"");
  CHECK(Put(test, policy) ==
        "ResourceNotFoundException: Stream s under account 111111111111 not found.");
  const std::string consumer = std::string(kArn) + "/consumer/c:1";
  CHECK(Answer(test.kinesis.PutResourcePolicy({.resource_arn = consumer, .policy = policy})) ==
        "ResourceNotFoundException: Consumer " + consumer +
            " under account 111111111111 not found.");
  CHECK(Answer(test.kinesis.PutResourcePolicy({})) ==
        "ValidationException: 2 validation errors detected: Value null at 'resourceARN' failed to "
        "satisfy constraint: Member must not be null; Value null at 'policy' failed to satisfy "
        "constraint: Member must not be null");
  test.CreateStream();
  REQUIRE(Answer(test.kinesis.DeleteStream({.stream_name = "s"})) == "OK");
  CHECK(Put(test, policy) ==
        "ResourceInUseException: Stream s under account 111111111111 not ACTIVE, instead in state "
        "DELETING");
}

}  // namespace
}  // namespace weir::put_resource_policy_test
