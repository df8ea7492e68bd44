# Zhitong: one Makefile, GNU make, no configure step. `make help` lists the targets.
#
#   make                     build/release/zhitong
#   make test                debug build and all tests;  SAN=address,undefined or SAN=thread
#   make check               everything CI runs
#
#   make unit AREAS="base city" FILTER=due     only these folders and their unit tests
#   make newspaper ROWS="D K"   the newspaper's sentences, each with a tick (all rows: no ROWS)
#
# Knobs: MODE=release|debug  SAN=address,undefined|thread  CC=gcc|clang  V=1 (show commands)
#        N=100000 (bench)  FUZZ_SECONDS=10 (each fuzz target)  FILTER=text (names of tests)
#        PREFIX, DESTDIR (install)  BUILD=build (another folder for everything built)
# Every variant has its own folder: build/{release,debug,asan,tsan,fuzz}, clang-* for CC=clang.

ifeq ($(origin CC),default)
CC := gcc
endif
MODE := release
SAN :=
PREFIX ?= /usr/local
N ?= 100000
FUZZ_SECONDS ?= 10

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-print-directory --no-builtin-rules
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' $(1) $@)

# ---- variant ------------------------------------------------------------------------------------

COMPILER := $(if $(findstring clang,$(CC)),clang,gcc)
KIND := $(strip $(if $(findstring fuzzer,$(SAN)),fuzz,$(if $(findstring thread,$(SAN)),tsan,\
          $(if $(findstring address,$(SAN)),asan,$(if $(SAN),$(subst $(,),-,$(SAN)),$(MODE))))))
VARIANT := $(if $(filter fuzz,$(KIND)),,$(if $(filter clang,$(COMPILER)),clang-))$(KIND)
BUILD := build
B := $(BUILD)/$(VARIANT)

# ---- flags --------------------------------------------------------------------------------------

PACKAGES := sqlite3 libsodium libcrypto jansson yaml-0.1 libutf8proc libcmark-gfm libuv libcurl libmagic libqrencode
# Whoever has only the README types `make run`: what is missing is installed first, without questions.
ifneq ($(filter-out clean help,$(or $(MAKECMDGOALS),all)),)
ifneq ($(shell pkg-config --exists $(PACKAGES) 2>/dev/null && command -v $(CC) || echo no),\
        $(shell command -v $(CC)))
ifneq ($(shell tools/setup >&2 && echo ok),ok)
$(error packages are missing, and tools/setup could not install them: run it as root)
endif
endif
endif
# libcmark-gfm.pc names libcmark-gfm-extensions too.
PACKAGE_CFLAGS := $(shell pkg-config --cflags $(PACKAGES))
PACKAGE_LIBS := $(shell pkg-config --libs $(PACKAGES) || echo -lpackages-missing-run-tools/setup)

# banned.h poisons names (and reads the system headers that declare them first).
BANNED := $(if $(wildcard src/base/banned.h),-include src/base/banned.h)
# Empty, so that a file which says `#define _GNU_SOURCE` itself agrees with it.
CPPFLAGS := -Isrc -D_GNU_SOURCE= -isystem /usr/share/include/llhttp -DLLHTTP_STRICT_MODE=1 $(PACKAGE_CFLAGS)

WARN := -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wsign-conversion \
  -Wstrict-prototypes -Wold-style-definition -Wmissing-prototypes -Wredundant-decls \
  -Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wvla -Walloca -Wswitch-enum -Wundef \
  -Wnull-dereference -Wdouble-promotion -Wfloat-equal -fno-common
# -Wformat-truncation=1, not 2: level 2 refuses snprintf even where its result is checked.
WARN_gcc := -Wcast-align=strict -Wformat-signedness -Wformat-overflow=2 -Wformat-truncation=1 \
  -Wimplicit-fallthrough=5 -Wduplicated-cond -Wduplicated-branches -Wlogical-op \
  -Wjump-misses-init -Wstringop-overflow=4 -Warray-bounds=2 -Wtrampolines -Wstack-usage=16384
# C23 allows a macro's "..." to be empty (FAULT without arguments), and so does gcc.
WARN_clang := -Wmissing-variable-declarations -Wno-gnu-zero-variadic-macro-arguments

OPT_release := -O2 -g -fno-omit-frame-pointer -fstack-protector-strong \
  -fstack-clash-protection -fcf-protection -fPIE
# The release is built by gcc. clang 14 wants an extra switch for auto-init, and its fortify makes
# sprintf a macro, which banned.h could not poison.
OPT_release_gcc := -D_FORTIFY_SOURCE=3 -ftrivial-auto-var-init=zero
LINK_release := -pie -Wl,-z,relro,-z,now
OPT_debug := -O1 -g -fno-omit-frame-pointer -fPIE
LINK_debug := -pie

ifeq ($(SAN),)
OPT := $(OPT_$(MODE)) $(OPT_$(MODE)_$(COMPILER))
LINK := $(LINK_$(MODE))
else
# fuzzer-no-link: only a fuzz program itself gets libFuzzer's main.
SAN_COMPILE := -fsanitize=$(subst fuzzer,fuzzer-no-link,$(SAN)) -fno-sanitize-recover=all
OPT := $(OPT_debug) $(SAN_COMPILE)
LINK := $(LINK_debug) $(SAN_COMPILE)
endif

# LOCAL_CFLAGS, LOCAL_LDFLAGS: for packagers and experiments.
CFLAGS_ALL = -std=gnu11 $(CPPFLAGS) $(BANNED) $(OPT) $(WARN) $(WARN_$(COMPILER)) $(LOCAL_CFLAGS)
LIBS = $(PACKAGE_LIBS) -lm -lpthread $(LOCAL_LDFLAGS)

# ---- files --------------------------------------------------------------------------------------

MAIN := $(wildcard src/cli/main.c)
# AREAS="base city": only these folders, while others are being written.
AREAS := *
SRC := $(filter-out $(MAIN),$(sort $(wildcard $(AREAS:%=src/%/*.c) $(AREAS:%=src/%/*/*.c))))
# llhttp comes as C sources in Debian 12; they are compiled in, strict, by their own warnings.
LLHTTP_DIR := /usr/share/llhttp
LLHTTP := $B/llhttp/api.o $B/llhttp/http.o $B/llhttp/llhttp.o
OBJ := $(SRC:%.c=$B/%.o) $B/embed.o $B/embed_table.o $B/asset_table.o $B/po_table.o $(LLHTTP)
LIB := $B/libzhitong.a
ZT := $(if $(MAIN),$B/zhitong)

UNIT := $(sort $(wildcard $(AREAS:%=tests/unit/%/test_*.c)))
FAULT := $(sort $(wildcard tests/fault/test_*.c))
FUZZ := $(sort $(filter-out tests/fuzz/fuzz_replay.c,$(wildcard tests/fuzz/fuzz_*.c)))
BENCH := $(sort $(wildcard tests/bench/*.c))
BLIB := $(patsubst %.c,$B/%.o,$(wildcard tests/bench/lib/*.c))
TLIB := $(patsubst %.c,$B/%.o,$(filter-out tests/lib/fault.c,$(wildcard tests/lib/*.c)))

REPLAY := $(FUZZ:tests/fuzz/fuzz_%.c=$B/replay/%)
FUZZERS := $(FUZZ:tests/fuzz/fuzz_%.c=$B/fuzz/%)
BENCHES := $(BENCH:tests/bench/%.c=$B/bench/%)

# ---- build --------------------------------------------------------------------------------------

.PHONY: all run test newspaper fault fuzz bench check lint format calendars offices assets install clean help \
        lib tests faults fuzzers benches show-flags FORCE
all: $(LIB) $(ZT)
lib: $(LIB)

# A changed command line, and a source or embedded file that came or went, show in these lists.
define keep_list
@mkdir -p $(@D)
@printf '%s\n' $(1) >$@.new; if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
endef
EMBEDDED := $(shell find share -type f ! -name '.*' | LC_ALL=C sort)
$B/flags.list: FORCE; $(call keep_list,'$(CC) $(CFLAGS_ALL) $(LINK) $(LIBS)')
$B/objects.list: FORCE; $(call keep_list,$(OBJ))
$B/embedded.list: FORCE; $(call keep_list,$(EMBEDDED))

# Tests write #include "lib/t.h".
$B/tests/%.o: CPPFLAGS += -Itests
$B/%.o: %.c $B/flags.list
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$B/llhttp/%.o: $(LLHTTP_DIR)/%.c $B/flags.list
	$(call say,CC)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=gnu11 -DLLHTTP_STRICT_MODE=1 $(OPT) -w -I/usr/share/include/llhttp -c -o $@ $<

$B/embed.S: tools/embed $B/embedded.list $(EMBEDDED)
	$(Q)tools/embed $B <$B/embedded.list
$B/embed_table.c: $B/embed.S ;
$B/embed.o: $B/embed.S $B/flags.list
	$(Q)$(CC) -c -o $@ $<
$B/embed_table.o: $B/embed_table.c $B/flags.list
	$(Q)$(CC) $(CFLAGS_ALL) -c -o $@ $<

# Compressed beside the original; both are embedded.
ASSETS := $(sort $(wildcard share/assets/*.css share/assets/*.js))
$(ASSETS:%=%.gz): %.gz: %
	$(Q)gzip -9nc $< >$@.new && mv $@.new $@
$B/asset_table.c: tools/assets $B/embedded.list $(filter share/assets/%,$(EMBEDDED)) $(ASSETS:%=%.gz)
	$(Q)tools/assets $@
$B/po_table.c: tools/po po/zh.po $B/flags.list
	$(Q)tools/po $@
$B/asset_table.o $B/po_table.o: $B/%.o: $B/%.c $B/flags.list
	$(Q)$(CC) $(CFLAGS_ALL) -c -o $@ $<

$(LIB): $(OBJ) $B/objects.list
	$(call say,AR)
	$(Q)rm -f $@ && ar crs $@ $(OBJ)

link = $(Q)mkdir -p $(@D) && $(CC) $(OPT) $(LINK) -o $@ $(filter %.o,$^) $(LIB) $(LIBS)
$B/zhitong: $B/src/cli/main.o $(LIB)
	$(call say,LINK)
	$(link)

run: all
	$(Q)ZT=$B/zhitong ./tools/run

# ---- tests --------------------------------------------------------------------------------------

$B/unit: $(TLIB) $(UNIT:%.c=$B/%.o) $(LIB)
	$(call say,LINK)
	$(link)
# The calls that tests/lib/fault.c can make fail.
WRAP := read pread write pwrite fsync fdatasync ftruncate rename mkdir open
$B/fault: $(TLIB) $B/tests/lib/fault.o $(FAULT:%.c=$B/%.o) $(LIB)
	$(call say,LINK)
	$(link) $(WRAP:%=-Wl,--wrap=%)
# Clients that submit over HTTP and keep a journal, for tests/cli/serve*.sh.
$B/client: $B/tests/http/client.o $(LIB)
	$(call say,LINK)
	$(link)
# A city lived through line by line, for tests/story.
$B/live: $B/tests/story/live.o $(LIB)
	$(call say,LINK)
	$(link)
$B/replay/%: $B/tests/fuzz/fuzz_%.o $B/tests/fuzz/fuzz_replay.o $(LIB)
	$(call say,LINK)
	$(link)
$B/fuzz/%: $B/tests/fuzz/fuzz_%.o $(LIB)
	$(call say,LINK)
	$(link) -fsanitize=$(SAN)
# The phases of a command that tests/bench/lib/meter.c takes the time of.
PHASES := rec_load decide writer_record_event seal_put keys_ensure log_append view_project rec_write \
  journal_write view_flush store_commit
$B/bench/%: $B/tests/bench/%.o $(BLIB) $(LIB)
	$(call say,LINK)
	$(link) $(PHASES:%=-Wl,--wrap=%)
# Tests are debug builds; MODE=release on the command line still wins.
debug = $(if $(SAN),,$(if $(filter command%,$(origin MODE)),,MODE=debug))
# Objects are kept: make would delete what it takes for intermediate files.
.SECONDARY:

unit:
	$(Q)$(MAKE) $(debug) unit-here
unit-here: $B/unit
	$(Q)$B/unit $(if $(FILTER),--filter '$(FILTER)')

tests: all $B/unit $B/client $B/live $(REPLAY)
faults: all $B/fault
fuzzers: $(FUZZERS)
benches: all $(BENCHES)

test:
	$(Q)$(MAKE) $(debug) test-here
.PHONY: unit unit-here test-here fault-here
test-here: tests
	$(Q)FILTER='$(FILTER)' tests/run $(if $(filter tsan,$(KIND)),--list tests/thread.list) \
	  $(if $(filter asan,$(KIND)),--skip tests/address.skip) $B

newspaper: all
	$(Q)mkdir -p $B/newspaper && rm -rf $B/newspaper/*
	$(Q)SRC='$(CURDIR)' ZT='$(abspath $B/zhitong)' BUILD='$(abspath $B)' T='$(abspath $B/newspaper)' \
	  ROWS='$(ROWS)' sh tests/newspaper/run.sh

fault:
	$(Q)$(MAKE) SAN=address,undefined fault-here
fault-here: faults
	$(Q)FILTER='$(FILTER)' tests/run --fault $B

fuzz:
	$(Q)$(MAKE) CC=clang SAN=fuzzer,address,undefined fuzzers
	$(Q)FUZZ_SECONDS=$(FUZZ_SECONDS) tools/fuzz $(BUILD)/fuzz

bench: benches
	$(Q)N=$(N) ZT=$B/zhitong BENCH=$B/bench ./tests/bench/run

lint:
	$(Q)tools/lint

check:
	+$(Q)tools/check

# ---- the rest -----------------------------------------------------------------------------------

# The flags the analysers need, for tools/lint.
show-flags:
	@echo $(CPPFLAGS)
	@echo $(WARN) $(WARN_gcc)
	@echo $(BANNED)

format:
	$(Q)clang-format -i $(or $(FILES),$(wildcard src/*/*.[ch] tests/*/*.[ch] tests/*/*/*.[ch]))

calendars:
	$(Q)node tools/npm/calendars.js
offices:
	$(Q)node tools/npm/offices.js
assets:
	$(Q)tools/assets --fetch

install: all
	install -D -m 755 $B/zhitong $(DESTDIR)$(PREFIX)/bin/zhitong
	install -D -m 644 LICENSE $(DESTDIR)$(PREFIX)/share/doc/zhitong/LICENSE

clean:
	rm -rf $(BUILD)

help:
	@sed -n '1,/^$$/s/^# \{0,1\}//p' Makefile

-include $(OBJ:.o=.d) $B/src/cli/main.d
-include $(patsubst %.c,$B/%.d,$(UNIT) $(FAULT) $(FUZZ) $(BENCH) \
  $(wildcard tests/lib/*.c tests/bench/lib/*.c tests/http/*.c tests/story/*.c) tests/fuzz/fuzz_replay.c)
