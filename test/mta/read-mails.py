"""Reads mails with Python's own package `email`: names of files as JSON on stdin, what stands in them as JSON on stdout."""
import email
import email.policy
import json
import sys


def mailbox(header):
    if header is None:
        return None
    [address] = header.addresses
    return {"name": address.display_name, "address": address.addr_spec}


def reading(path):
    with open(path, "rb") as file:
        mail = email.message_from_bytes(file.read(), policy=email.policy.default)
    parts = list(mail.walk())
    broken = [d for p in parts for d in p.defects] + [d for p in parts for v in p.values() for d in v.defects]
    return {
        "headers": [[name.lower(), str(value)] for name, value in mail.items()],
        "from": mailbox(mail["from"]),
        "to": mailbox(mail["to"]),
        "replyTo": mailbox(mail["reply-to"]),
        "dateSeconds": mail["date"].datetime.timestamp(),
        "types": [p.get_content_type() for p in parts],
        "charsets": [p.get_content_charset() for p in parts if not p.is_multipart()],
        "texts": [p.get_payload(decode=True).decode(p.get_content_charset()) for p in parts if not p.is_multipart()],
        "defects": [repr(d) for d in broken],
    }


json.dump([reading(path) for path in json.load(sys.stdin)], sys.stdout)
