"""A server that speaks first, closes its side and listens on; and its user, who answers after that end."""
import socket, sys

role, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])


def rest(connection):
    return b"".join(iter(lambda: connection.recv(65536), b""))


if role == "serve":
    listener = socket.create_server((host, port))
    print("ready", flush=True)
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(b"x" * 100000)
            connection.shutdown(socket.SHUT_WR)
            print("heard", len(rest(connection)), flush=True)
else:
    with socket.create_connection((host, port), timeout=10) as user:
        got = len(rest(user))
        user.sendall(b"y" * 200000)
        print("got", got)
