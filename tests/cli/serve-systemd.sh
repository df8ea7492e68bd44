# systemd's two protocols: it is told when the server is ready, alive, reloading and stopping, and it
# may hand over a socket that it has opened.
. "$SRC/tests/lib/sh.sh"
. "$SRC/tests/lib/city.sh"
. "$SRC/tests/lib/serve.sh"
small_city c

# listens where the server is to tell, and writes down what it says
cat >listen.pl <<'END'
use IO::Socket::UNIX;
my $s = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => 'notify') or die;
open my $out, '>', 'told';
$out->autoflush(1);
print STDOUT "ready\n";
close STDOUT;
while (defined $s->recv(my $m, 4096)) { print $out "$m\n" }
END
perl listen.pl >listening &
listener=$!
while [ ! -s listening ]; do sleep 0.02; done

# the socket of a port is opened by another program and handed over as descriptor 3
cat >hand.pl <<'END'
use IO::Socket::INET;
use Fcntl;
use POSIX ();
my $s = IO::Socket::INET->new(Listen => 16, LocalAddr => '127.0.0.1', LocalPort => 0) or die;
open my $out, '>', 'port';
print $out $s->sockport;
close $out;
POSIX::dup2(fileno $s, 3);
open my $keep, '>&=', 3 or die;
fcntl $keep, F_SETFD, 0;
($ENV{LISTEN_FDS}, $ENV{LISTEN_PID}) = (1, $$);
exec @ARGV;
END
NOTIFY_SOCKET="$T/notify" WATCHDOG_USEC=1000000 perl hand.pl "$ZT" serve c --lang en \
        --log "$T/requests.log" >serve.out 2>serve.err &
server=$!
waited=0
while ! grep -q READY=1 told 2>/dev/null && [ $waited -lt 500 ]; do
        sleep 0.02
        waited=$((waited + 1))
done
url=http://127.0.0.1:$(cat port)
contains READY=1 told
http 200 /healthz
sleep 2.2
holds 'the watchdog is told' test "$(grep -c WATCHDOG=1 told)" -ge 1
kill -USR2 "$server"
sleep 0.5
http 200 /healthz
contains RELOADING=1 told
is "$(grep -c READY=1 told)" 2 'ready again'
serve_stop
contains STOPPING=1 told
kill $listener
