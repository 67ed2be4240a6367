#!/usr/bin/perl
# A cable with a delay: delay-line.pl TAP1 TAP2 MILLISECONDS
# Makes two tap devices; each frame that goes into one comes out of the other that much later. Says "ready" when they are
# there. Frames beyond a bounded number on their way are dropped. For kernels without netem; needs no more than perl-base.
use strict;
use warnings;
use POSIX ();

my ($first, $second, $delay) = (@ARGV[0, 1], $ARGV[2] / 1000);
my $longest = 20_000;    # frames on their way: 50 ms of 5 Gbit/s

# perl-base has no Time::HiRes: clock_gettime(CLOCK_MONOTONIC) by its number in Linux
my $clock_gettime = (POSIX::uname())[4] =~ /^x86_64/ ? 228 : 113;

sub now {
  my $time = pack 'q2', 0, 0;
  syscall($clock_gettime, 1, $time) == 0 or die "clock_gettime: $!";
  my ($seconds, $nanos) = unpack 'q2', $time;
  return $seconds + $nanos / 1e9;
}

sub tap {
  my ($name) = @_;
  sysopen my $device, '/dev/net/tun', POSIX::O_RDWR() | POSIX::O_NONBLOCK() or die "/dev/net/tun: $!";
  my $request = pack 'a16 S x22', $name, 0x0002 | 0x1000;    # IFF_TAP | IFF_NO_PI
  ioctl $device, 0x400454ca, $request or die "TUNSETIFF $name: $!";
  return $device;
}

my @taps = (tap($first), tap($second));
my @queues = ([], []);    # of [when, frame], by the tap that they came in at
$| = 1;
print "ready\n";

while (1) {
  my $now = now();
  my $wait;
  for my $i (0, 1) {
    my $queue = $queues[$i];
    while (@$queue && $queue->[0][0] <= $now) {
      my $sent = syswrite $taps[1 - $i], (shift @$queue)->[1];    # a full device loses it, as cables do
    }
    if (@$queue) {
      my $left = $queue->[0][0] - $now;
      $wait = $left if !defined $wait || $left < $wait;
    }
  }
  my $readable = '';
  vec($readable, fileno $_, 1) = 1 for @taps;
  select $readable, undef, undef, $wait;
  for my $i (0, 1) {
    while (sysread $taps[$i], my $frame, 65_536) {
      push @{$queues[$i]}, [now() + $delay, $frame] if @{$queues[$i]} < $longest;
    }
  }
}
