#!/usr/bin/python3
# SPDX-License-Identifier: MIT
#
# Reads metrics from standard input with Prometheus's own client for Python, checks that they
# hold together, and prints each sample on a line of its own:
#
#   curl -s http://127.0.0.1:4567/metrics | python3 tests/serve/prometheus_check.py
#
# It needs what Debian packages as python3-prometheus-client. It ends with 1, and says why, if
# the metrics are not as Prometheus wants them.
import sys

from prometheus_client.parser import text_string_to_metric_families

METRICS = {
    "weir_build_info": "gauge",
    "weir_http_requests": "counter",
    "weir_http_request_duration_seconds": "histogram",
    "weir_http_request_bytes": "counter",
    "weir_http_response_bytes": "counter",
    "weir_http_connections": "gauge",
    "weir_http_connections_refused": "counter",
    "weir_http_timeouts": "counter",
    "weir_http_memory_bytes": "gauge",
    "weir_subscriptions": "gauge",
    "weir_subscription_events": "counter",
}


def check_histogram(family, complain):
    """Buckets that hold the ones before, and a count that is the last one's."""
    series = {}
    for sample in family.samples:
        key = sample.labels["operation"]
        part = series.setdefault(key, {"buckets": []})
        if sample.name.endswith("_bucket"):
            part["buckets"].append((float(sample.labels["le"]), sample.value))
        else:
            part[sample.name.rsplit("_", 1)[1]] = sample.value
    for key, part in series.items():
        bounds = [bound for bound, _ in part["buckets"]]
        counts = [count for _, count in part["buckets"]]
        if bounds != sorted(set(bounds)) or bounds[-1] != float("inf"):
            complain(f"{key}: bounds {bounds} do not rise to infinity")
        if counts != sorted(counts):
            complain(f"{key}: buckets {counts} do not hold the ones before")
        if part.get("count") != counts[-1]:
            complain(f"{key}: count {part.get('count')} is not the last bucket's {counts[-1]}")
        if part.get("sum", -1) < 0:
            complain(f"{key}: a sum of {part.get('sum')}")


def main():
    complaints = []
    families = {}
    lines = set()
    for family in text_string_to_metric_families(sys.stdin.read()):
        # The parser takes the ending off counters; a gauge and a counter may then share a name.
        families.setdefault(family.name, set()).add(family.type)
        if not family.documentation:
            complaints.append(f"{family.name} has no help")
        if family.type == "histogram":
            check_histogram(family, complaints.append)
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sample.labels.items())
            line = f"{sample.name}{{{labels}}}" if labels else sample.name
            if line in lines:
                complaints.append(f"{line} is there twice")
            lines.add(line)
            print(line, f"{sample.value:.9g}")
    for name, kind in METRICS.items():
        if kind not in families.get(name, set()):
            complaints.append(f"{name} is no {kind}, but {sorted(families.get(name, []))}")
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    sys.exit(1 if complaints else 0)


main()
