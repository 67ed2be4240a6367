"""serve HOST PORT: sends every datagram back. use HOST PORT SIZE...: sends such ones and prints the sizes that come back."""
import socket, sys

place = (sys.argv[2], int(sys.argv[3]))
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
    if sys.argv[1] == "serve":
        udp.bind(place)
        while True:
            data, user = udp.recvfrom(65536)
            udp.sendto(data, user)
    udp.settimeout(5)
    sizes = [int(each) for each in sys.argv[4:]]
    for size in sizes:
        udp.sendto(b"x" * size, place)
    print(*(len(udp.recv(65536)) for size in sizes))
