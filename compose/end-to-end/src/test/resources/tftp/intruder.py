"""Speaks TFTP by hand from the desk, and from the machines between, which are third hosts.

Prints what happens.
"""
import re, socket, subprocess, time

def at(space, source, where, packet):
    program = ("import socket,sys; s=socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "s.bind((sys.argv[1],0)); s.sendto(bytes.fromhex(sys.argv[4]),(sys.argv[2],int(sys.argv[3])))")
    subprocess.run(["ip", "netns", "exec", space, "/usr/bin/python3", "-c", program, source,
        where[0], str(where[1]), packet.hex()], check=True)

def heard(sock, seconds=1):
    sock.settimeout(seconds)
    try: return sock.recvfrom(65536)
    except TimeoutError: return None, None

evil = b"\0\3\0\2" + b"evil" * 100
user = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
user.bind(("10.2.0.2", 0))
user.sendto(b"\0\1file\0octet\0", ("10.2.0.1", 6969))
data, where = heard(user, 5)
print("answer:", data[:4].hex(), "from a port of its own:", where[0] == "10.2.0.1" and where[1] != 6969)
sessions = subprocess.run(["ip", "netns", "exec", "nas", "ss", "-Hun"], capture_output=True,
    text=True).stdout
inner = ("10.1.0.1", int(re.search(r"10\.1\.0\.1\]?:(\d+)", sessions).group(1)))
at("inner", "10.1.0.1", inner, evil)
at("access", "10.2.0.1", where, b"\0\5\0\0stop\0")
at("desk", "10.2.0.2", where, b"\0\5\0\0stop\0")
at("nas", "10.1.0.2", inner, evil)
time.sleep(0.2)
user.sendto(b"\0\4\0\1", where)
blocks = []
while len(blocks) < 5:
    data, source = heard(user, 5)
    if data is None: break
    if source == where and data[:2] == b"\0\3":
        number = int.from_bytes(data[2:4], "big")
        if b"evil" in data: blocks.append("evil")
        elif number not in blocks and number > 1: blocks.append(number)
        user.sendto(b"\0\4" + data[2:4], source)
print("after four packets of third hosts and ports:", blocks)
