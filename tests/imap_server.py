"""A small IMAP server on this machine: log-in, one folder, search by FROM and TO or by UID, whole mails or their beginning."""

from __future__ import annotations

import email
import re
import socketserver
import threading
from email.policy import default


class ImapServer(socketserver.ThreadingTCPServer):
    """`mails` are raw; their UIDs count from 1. `log_ins` counts tries."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, password: str = "right") -> None:
        self.password, self.mails, self.log_ins, self.valid = password, list[bytes](), 0, 77
        super().__init__(("127.0.0.1", 0), Talk)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    server: ImapServer

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, _space, rest = line.decode().strip().partition(" ")
            verb = rest.split(" ")[0].upper()
            done = getattr(self, f"on_{verb.lower()}", lambda _rest: "BAD unknown")(rest)
            self.say(f"{tag} {done}")
            if verb == "LOGOUT":
                return

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def on_capability(self, rest: str) -> str:
        self.say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def on_login(self, rest: str) -> str:
        self.server.log_ins += 1
        return "OK in" if rest.endswith(f'"{self.server.password}"') else "NO [AUTHENTICATIONFAILED] wrong"

    def on_examine(self, rest: str) -> str:
        if '"INBOX"' not in rest:
            return "NO no such folder"
        self.say(f"* {len(self.server.mails)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.server.valid}] valid")
        return "OK [READ-ONLY] done"

    def on_logout(self, rest: str) -> str:
        self.say("* BYE")
        return "OK bye"

    def on_uid(self, rest: str) -> str:
        return self.search(rest) if rest.upper().startswith("UID SEARCH") else self.fetch(rest)

    def search(self, rest: str) -> str:
        if after := re.search(r"SEARCH UID (\d+):\*$", rest):
            last = len(self.server.mails)  # "5:*" finds the last mail also where that is 4, as real servers do
            self.say(f"* SEARCH {' '.join(map(str, range(min(int(after[1]), last), last + 1))) if last else ''}".rstrip())
            return "OK done"
        wanted = re.search(r'OR FROM "(.*?)" TO "\1"', rest)
        left_out = re.findall(r'NOT FROM "(.*?)"', rest)
        assert wanted, rest
        found = []
        for number, raw in enumerate(self.server.mails, start=1):
            message = email.message_from_bytes(raw, policy=default)
            people = f"{message['From']} {message['To']}".lower()
            if wanted[1].lower() in people and not any(each.lower() in people for each in left_out):
                found.append(str(number))
        self.say(f"* SEARCH {' '.join(found)}".rstrip())
        return "OK done"

    def fetch(self, rest: str) -> str:
        asked = re.search(r"FETCH (\d+) \(BODY\.PEEK\[\](?:<0\.(\d+)>)?\)", rest)
        assert asked, rest
        number = int(asked[1])
        if number <= len(self.server.mails):
            raw = self.server.mails[number - 1][: int(asked[2]) if asked[2] else None]
            self.wfile.write(f"* {number} FETCH (UID {number} BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
        return "OK done"
