"""An FTP server that means ill: it names ports in places and ways that a client or a gateway might believe.

Usage: evil_server.py PORT. What it does for which command is in ANSWERS.
"""

import socketserver
import sys

SSH = "(10,1,0,2,0,22)"
HIGH = "(10,1,0,2,200,1)"
ANSWERS = {
    "CWD": "227 Entering Passive Mode %s\r\n250 done" % HIGH,  # a reply that nobody asked for
    "STAT": "211-look\r\n227 Entering Passive Mode %s\r\n211 end" % HIGH,  # one inside another
    "PASV": "227 Entering Passive Mode %s" % SSH,
    "EPSV": "229 Extended (|||22|)",
    "SITE": "150 wait\r\n227 Entering Passive Mode %s\r\n200 done" % HIGH,
}


class Control(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 welcome\r\n")
        for line in self.rfile:
            verb = line.decode("latin1").split()[0].upper()
            self.wfile.write((ANSWERS.get(verb, "200 ok") + "\r\n").encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server(("", int(sys.argv[1])), Control).serve_forever()
