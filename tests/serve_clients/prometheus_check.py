# SPDX-License-Identifier: MIT
#
# What an endpoint says of itself at /metrics, read by Prometheus's own client for Python, and
# compared with what a client was answered.
import collections
import os
import pathlib
import ssl
import subprocess
import sys
import urllib.request

from checking import expect, expect_equal, wait_until

try:
    from prometheus_client.parser import text_string_to_metric_families
except ImportError:
    text_string_to_metric_families = None

FORM_CHECK = pathlib.Path(__file__).parent.parent / "serve" / "prometheus_check.py"


def read_metrics(url):
    # Whom the client trusts, too.
    trust = ssl.create_default_context(cafile=os.environ.get("AWS_CA_BUNDLE"))
    with urllib.request.urlopen(f"{url}/metrics", timeout=10, context=trust) as answer:
        return answer.read().decode()


def samples_of(text):
    """By name, a list of labels and values."""
    samples = collections.defaultdict(list)
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            samples[sample.name].append((sample.labels, sample.value))
    return samples


def check_metrics(url, answers):
    """`answers` counts pairs of an operation and an exception, "" if there was none."""
    if text_string_to_metric_families is None:
        print("left out, since there is no prometheus_client:", end=" ")
        return
    # Subscriptions that were given up end a moment later.
    wait_until("no subscription is open", lambda: "\nweir_subscriptions 0\n" in read_metrics(url))
    text = read_metrics(url)
    form = subprocess.run([sys.executable, FORM_CHECK], input=text, capture_output=True, text=True,
                          check=False)
    expect(form.returncode == 0, f"the metrics have another form: {form.stdout}{form.stderr}")

    samples = samples_of(text)
    counted = {(labels["operation"], labels["error"]): value
               for labels, value in samples["weir_http_requests_total"]}
    # Reading the metrics is none of Kinesis's operations.
    expect(counted.pop(("other", ""), 0) > 0, "no reading of the metrics was counted")
    for key in sorted(counted.keys() | answers.keys()):
        expect_equal(f"how often {key} was counted", counted.get(key, 0), answers[key])
    of_operation = collections.Counter()
    for (operation, _), count in answers.items():
        of_operation[operation] += count
    expect_equal("the requests whose duration was measured",
                 {labels["operation"]: value for labels, value in
                  samples["weir_http_request_duration_seconds_count"]
                  if labels["operation"] != "other"}, dict(of_operation))
    for name in ("weir_http_request_bytes_total", "weir_http_response_bytes_total",
                 "weir_subscription_events_total"):
        (_, value), = samples[name]
        expect(value > 0, f"{name} is {value}")
    of_protocol = {labels["protocol"]: value
                   for labels, value in samples["weir_http_connections_total"]}
    expect(of_protocol["http/1.1"] > 1 and of_protocol["h2"] == 0,
           f"boto3 speaks HTTP/1.1, and {of_protocol} were counted")
