"""Verifies DKIM with dkimpy: `{files, dns}` as JSON on stdin, on stdout `pass`, `fail` or why not, for each file."""
import json
import sys

import dkim

order = json.load(sys.stdin)


def record(name, timeout=5):
    return order["dns"].get(name.decode().rstrip("."), "").encode() or None


def verdict(path):
    with open(path, "rb") as file:
        mail = file.read()
    try:
        return "pass" if dkim.DKIM(mail, minkey=2048).verify(dnsfunc=record) else "fail"
    except dkim.DKIMException as error:
        return f"fail: {error}"


json.dump([verdict(path) for path in order["files"]], sys.stdout)
