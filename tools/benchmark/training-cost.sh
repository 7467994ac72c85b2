#!/bin/sh
# What training costs serving: p99 latency and events a second, with and without a training beside it, all on two cores.
# Usage: tools/benchmark/training-cost.sh [-Drate=2000] [-Dseconds=15] [-Dturns=4] [-Dburst=300000]
set -e
cd "$(dirname "$0")/../.."
./mvnw -q -o test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath.txt
exec taskset -c 0,1 java --add-modules jdk.incubator.vector "$@" \
    -cp "target/test-classes:target/classes:$(cat target/classpath.txt)" io.millrace.campaign.TrainingCost
