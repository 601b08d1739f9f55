# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# What clients and servers have in their environment: credentials, and nothing of who runs
# this. To be sourced.
export AWS_ACCESS_KEY_ID=AKIDEXAMPLEEXAMPLE01
export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY
export AWS_DEFAULT_REGION=us-east-1 AWS_REGION=us-east-1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
export AWS_EC2_METADATA_DISABLED=true AWS_PAGER=
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
unset AWS_SESSION_TOKEN AWS_PROFILE AWS_ENDPOINT_URL AWS_CA_BUNDLE
