"""A page of a shop's that embeds a tool and speaks the host's half of the handshake."""

from __future__ import annotations

import json

from connector.sandbox.server import Sandbox

# The host of alter-customizer-postmessage.txt ("Full Example"), reduced to its checks and answers.
HOST = """<!DOCTYPE html><title>Shop</title>
<iframe id="tool" width="900" height="560" src="%(src)s"></iframe>
<script>
const origin = %(origin)s, answers = %(answers)s, seen = [];
const frame = document.getElementById("tool");
let handshakeOk = false;
window.addEventListener("message", (event) => {
  if (event.origin !== origin || event.source !== frame.contentWindow) return;
  const post = (message) => frame.contentWindow.postMessage(message, origin);
  seen.push(event.data);
  const type = event.data && event.data.type;
  if (type === "ALTER_CHILD_HELLO") {
    post({ type: "ALTER_PARENT_ACK", nonce: "another" });
    if (!handshakeOk) post({ type: "ALTER_TOOL_SESSION_READY", token: "too-early" });
    handshakeOk = true;
    post({ type: "ALTER_PARENT_ACK", nonce: event.data.nonce });
  } else if (handshakeOk && type === "ALTER_TOOL_INIT_SESSION") {
    post(answers.length > 1 ? answers.shift() : answers[0]);
  }
});
</script>"""


def host_page(sandbox: Sandbox, path: str, *answers: dict[str, str]) -> str:
    """One answer for each request for a session; the last is given again."""
    return HOST % {
        "src": sandbox.url + path,
        "origin": json.dumps(sandbox.origin),
        "answers": json.dumps(answers),
    }
