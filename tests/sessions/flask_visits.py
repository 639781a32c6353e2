"""A Flask app that counts visits in its session: driven by flask.test.ts, one line of JSON in, one line of JSON out."""

import json
import sys

from flask import Flask, session

app = Flask(__name__)
app.secret_key = sys.argv[1]


@app.get("/")
def visit():
    session["n"] = session.get("n", 0) + 1
    session["by"] = session.get("by", []) + ["Flask"]
    return {"n": session["n"], "by": session["by"], "name": session.get("name")}


for line in sys.stdin:
    cookie = json.loads(line)["cookie"]
    headers = {} if cookie is None else {"Cookie": "session=" + cookie}
    reply = app.test_client(use_cookies=False).get("/", headers=headers)
    held = reply.headers["Set-Cookie"].split(";")[0].split("=", 1)[1]
    print(json.dumps({"body": reply.json, "cookie": held}), flush=True)
