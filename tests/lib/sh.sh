# sh.sh: helpers of the shell tests. First line of a test:   . "$SRC/tests/lib/sh.sh"
#
# tests/run gives: ZT (path of the program), T (an empty folder of this test's own, also the working
# folder, removed afterwards), SRC (root of the repository). Exit 77 before any check means skipped.
# Each check is counted; a failed one prints what it saw and the test goes on. The last output and
# errors of a run command stand in $T/.out and $T/.err, its status in $status.
#
#   run CMD…              runs it, no check            expect_status N CMD…
#   expect CMD…           must exit 0                  expect_fail CMD…   must not exit 0 (nor crash)
#   out_is TEXT           the output is exactly TEXT (last line ends may be missing)
#   contains TEXT [FILE]  a line of the output (or FILE) has TEXT      lacks TEXT [FILE]
#   err_contains TEXT     the same for the errors
#   same A B              the files are equal          is GOT WANT [WHAT]   the texts are equal
#   holds WHAT CMD…       CMD exits 0; its output is shown only if not

set -u
cd "$T" || exit 1
test_passed=0 test_failed=0 status=0
trap 'test_end $?' EXIT

test_end() {
        [ "$1" = 77 ] && [ $((test_passed + test_failed)) = 0 ] && exit 77
        if [ "$1" != 0 ]; then
                echo "FAILED: the test ended with status $1"
                test_failed=$((test_failed + 1))
        fi
        echo "$test_passed passed, $test_failed failed"
        [ "$test_failed" = 0 ] || exit 1
        exit 0
}

pass() { test_passed=$((test_passed + 1)); }

fail() {
        test_failed=$((test_failed + 1))
        printf 'FAILED: %s\n' "$*"
}

fail_run() { # WHAT CMD…
        what=$1
        shift
        fail "$what"
        printf '  command: %s\n  status: %s\n' "$*" "$status"
        sed 's/^/  out: /' "$T/.out" | head -20
        sed 's/^/  err: /' "$T/.err" | head -20
}

run() {
        status=0
        "$@" >"$T/.out" 2>"$T/.err" </dev/null || status=$?
}

expect_status() {
        want=$1
        shift
        run "$@"
        if [ "$status" = "$want" ]; then pass; else fail_run "status $want expected" "$@"; fi
}

expect() { expect_status 0 "$@"; }

expect_fail() {
        run "$@"
        # From 126 on: not found, or ended by a signal (a sanitizer exits 1 and says so).
        if [ "$status" -gt 0 ] && [ "$status" -lt 126 ] &&
                ! grep -qE 'Sanitizer|runtime error' "$T/.err"; then
                pass
        else
                fail_run "a refusal expected" "$@"
        fi
}

contains() {
        if grep -qF -e "$1" "${2:-$T/.out}"; then
                pass
        else
                fail "no \"$1\" in:"
                sed 's/^/  /' "${2:-$T/.out}" | head -30
        fi
}

err_contains() { contains "$1" "$T/.err"; }

lacks() {
        if grep -nF -e "$1" "${2:-$T/.out}"; then fail "\"$1\" must not occur"; else pass; fi
}

is() {
        if [ "$1" = "$2" ]; then
                pass
        else
                fail "${3:-text}"
                printf '   got: %s\n  want: %s\n' "$1" "$2"
        fi
}

out_is() { is "$(cat "$T/.out")" "$1" "output"; }

same() {
        if cmp -s "$1" "$2"; then
                pass
        else
                fail "$1 and $2 differ"
                diff "$1" "$2" | head -30
        fi
}

holds() {
        what=$1
        shift
        run "$@"
        if [ "$status" = 0 ]; then pass; else fail_run "$what" "$@"; fi
}
