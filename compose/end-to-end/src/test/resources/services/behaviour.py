"""What a connection looks like to its user: one word for what connect and the first read bring.

closed    the connection ended, or never came about
silence   nothing within SECONDS
"""
import socket, sys, time

host, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
start = time.monotonic()
word = "data"
try:
    with socket.create_connection((host, port), timeout=seconds) as user:
        user.settimeout(max(0.1, seconds - (time.monotonic() - start)))
        if not user.recv(1):
            word = "end"
except (ConnectionRefusedError, ConnectionResetError):
    word = "closed"
except TimeoutError:
    word = "silence"
print(word, round(time.monotonic() - start))
