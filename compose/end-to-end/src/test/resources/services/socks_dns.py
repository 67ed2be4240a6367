"""Asks SERVER:PORT for the address of NAME over UDP, through a SOCKS5 proxy (RFC 1928 UDP ASSOCIATE)."""
import socket, struct, sys

proxy, server, port, name = (sys.argv[1], int(sys.argv[2])), sys.argv[3], int(sys.argv[4]), sys.argv[5]
with socket.create_connection(proxy, timeout=10) as control, \
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as user:
    control.sendall(b"\5\1\0")
    assert control.recv(2) == b"\5\0"
    control.sendall(b"\5\3\0\1\0\0\0\0\0\0")
    reply = control.recv(10)
    assert reply[:4] == b"\5\0\0\1", reply
    relay = socket.inet_ntoa(reply[4:8]), struct.unpack("!H", reply[8:10])[0]
    question = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0\0\1\0\1"
    query = struct.pack("!6H", 4711, 0x0100, 1, 0, 0, 0) + question
    header = b"\0\0\0\1" + socket.inet_aton(server) + struct.pack("!H", port)
    user.settimeout(5)
    user.sendto(header + query, relay)
    answer = user.recv(2048)
    assert answer[:10] == header, answer
    assert answer[10:12] == query[:2]
    print(socket.inet_ntoa(answer[-4:]))
