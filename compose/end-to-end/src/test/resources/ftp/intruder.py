"""Speaks FTP by hand through the access peer, and prints a line an attack: what | what was sent | what happened.

Usage: intruder.py HOST PORT EVIL_PORT, on the desk. A third host is the access peer's own machine: another address.
"""

import re
import socket
import subprocess
import sys
import time

HOST, PORT, EVIL = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
FROM_ELSEWHERE = """
import socket, sys
try:
    s = socket.create_connection((sys.argv[1], int(sys.argv[2])), 5)
    s.settimeout(5)
    print("turned away" if s.recv(1) == b"" else "got data")
except (ConnectionResetError, ConnectionRefusedError):
    print("turned away")
"""


class Control:
    def __init__(self, port=PORT):
        self.sock = socket.create_connection((HOST, port), 5)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.sock.makefile("rb")
        self.lines = []
        self.reply()

    def reply(self):
        self.lines = []
        while True:
            try:
                line = self.file.readline().decode("latin1").rstrip()
            except ConnectionResetError:
                line = ""
            self.lines.append(line)
            if not line:
                return "closed"
            if re.match(r"[2-5]\d\d ", line):
                return line

    def send(self, text):
        self.sock.sendall(text.encode("latin1"))

    def ask(self, line):
        self.send(line + "\r\n")
        return self.reply()

    def login(self):
        self.ask("USER anonymous")
        self.ask("PASS x")
        return self

    def passive(self):
        numbers = re.search(r"\(([0-9,]+)\)", self.ask("PASV")).group(1).split(",")
        return ".".join(numbers[:4]), int(numbers[4]) * 256 + int(numbers[5])

    def close(self):
        self.file.close()
        self.sock.close()


def row(what, sent, happened):
    shown = "".join(c if " " <= c <= "~" else "\\x%02x" % ord(c) for c in sent)
    print("%s | %s | %s" % (what, shown, happened), flush=True)


def data(where):
    sock = socket.create_connection(where, 5)
    sock.settimeout(5)
    return sock


def attempt(where):
    try:
        return "turned away" if data(where).recv(1) == b"" else "got data"
    except (ConnectionRefusedError, ConnectionResetError):
        return "turned away"


def read(sock):
    got = b""
    while True:
        piece = sock.recv(65536)
        if not piece:
            return got
        got += piece


def listening():
    command = ["ip", "netns", "exec", "access", "ss", "-Hltn"]
    return len(subprocess.run(command, capture_output=True, text=True).stdout.splitlines())


def from_a_third_host(where):
    command = ["ip", "netns", "exec", "access", "/usr/bin/python3", "-c", FROM_ELSEWHERE, where[0], str(where[1])]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def active(what, command):
    """Active mode that names a third host: the data comes here all the same."""
    listener = socket.create_server(("", 0))
    listener.settimeout(5)
    port = listener.getsockname()[1]
    sent = command % ({"hi": port >> 8, "lo": port & 255, "port": port})
    code = control.ask(sent)[:3]
    control.send("LIST\r\n")
    came, source = listener.accept()
    listing = "the list" if b"file" in read(came) else "nothing"
    row(what, command % {"hi": "h", "lo": "l", "port": "p"}, "%s; %s came here, from %s" % (code, listing, source[0]))
    control.reply()


def refused(what, line):
    row(what, line, control.ask(line))


def alone(what, sent, shown=None):
    """What ends the connection: on one of its own."""
    own = Control()
    own.send(sent + "\r\n")
    answer = own.reply()
    row(what, shown or sent, "%s; then %s" % (answer[:3], "closed" if own.reply() == "closed" else "open"))
    own.close()


control = Control().login()
active("third host in PORT", "PORT 203,0,113,1,%(hi)s,%(lo)s")
active("third host in EPRT", "EPRT |1|203.0.113.1|%(port)s|")
refused("port 22", "PORT 10,2,0,2,0,22")
refused("port 0", "PORT 10,2,0,2,0,0")
refused("port 22 by EPRT", "EPRT |1|10.2.0.2|22|")
refused("port 65536 and more", "PORT 10,2,0,2,256,0")
refused("port 65558, that is 22", "EPRT |1|10.2.0.2|65558|")
refused("octets that wrap around", "PORT 10,2,0,258,200,278")
refused("leading blank", " PORT 10,2,0,2,0,22")
refused("tab for a blank", "PORT\t10,2,0,2,0,22")
refused("Telnet command inside a word", "PO\xff\xf1RT 10,2,0,2,0,22")

control.send("NOOP\nPORT 10,2,0,2,0,22\n")
row("bare LF", "NOOP\nPORT 10,2,0,2,0,22\n", control.reply()[:3] + ", " + control.reply())
for piece in ("PO", "RT 10,2,0,", "2,0,22\r\n"):
    control.send(piece)
    time.sleep(0.05)
row("command in three segments", "PO/RT 10,2,0,/2,0,22", control.reply())
for each in "PORT 10,2,0,2,0,22\r\n":
    control.send(each)
    time.sleep(0.002)
row("one byte at a time", "PORT 10,2,0,2,0,22", control.reply())
control.sock.send(b"\xff\xf4\xff")
control.sock.send(b"\xf2", socket.MSG_OOB)
row("ABOR with urgent data", "\xff\xf4\xff, urgent \xf2, ABOR", control.ask("ABOR"))

where = control.passive()
row("data connection from a third host", "PASV, then connect from 10.2.0.1", from_a_third_host(where))
mine = data(where)
row("second one on one expectation", "PASV, then connect twice", attempt(where))
control.send("LIST\r\n")
row("and the first one", "LIST", "the list" if b"file" in read(mine) else "nothing")
control.reply()
before = listening()
for i in range(200):
    control.passive()
row("flood of expectations", "PASV, 200 times", "%d port open" % (listening() - before))
where = control.passive()
control.close()
deadline = time.time() + 5
while attempt(where) != "turned away" and time.time() < deadline:
    time.sleep(0.05)
row("data port after its control", "PASV, close, then connect", attempt(where))

alone("NUL", "NOOP\0")
alone("CR inside a line", "NOOP\rPORT 10,2,0,2,0,22")
alone("9,000 bytes without LF", "A" * 9000, "A, 9,000 times")
alone("web page that posts", "POST / HTTP/1.1\r\nHost: x\r\n\r\nPORT 10,2,0,2,0,22")

evil = Control(EVIL)
before = listening()


def injected(what, command, sent):
    evil.ask(command)
    row(what, sent, " / ".join(evil.lines) + "; %d port open" % (listening() - before))


injected("injected 227", "CWD x", "CWD answered by 227 and 250")
injected("227 in a multi-line body", "STAT", "STAT answered by 211-, 227, 211")
injected("227 after 150", "SITE x", "SITE answered by 150, 227 and 200")
injected("server names port 22", "PASV", "227 (10,1,0,2,0,22)")
injected("server names port 22 by EPSV", "EPSV", "229 (|||22|)")
