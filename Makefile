# libfastctx: the door for people who do not know cargo.
#
#   make            the library, into build/x86_64
#   make demo       real programs with and without it, in one table
#   make test       everything that is checked
#   make test-real  some twenty real programs with and without it; PROGRAMS=ruby some.
#                   The first time it downloads, and compiles Ruby and PHP
#   make cross      the same for the other targets of scripts/targets.txt alone; for
#                   one of them with TARGET=aarch64
#   make kernels    the tests of signal masks under other versions of Linux
#   make campaign   random switches against a model: SECONDS=600 SEED=1 TARGET=
#   make fuzz       libFuzzer on sequences of operations: SECONDS=
#   make test-cet   C tests with x86 shadow stacks, in an emulator that has them
#   make test-gcs   the same with aarch64's
#   make dist       the tarball of the sources, in build/dist
#   make test-packages  what packages are made of it: Debian's, Alpine's, cargo-c's ...
#   make bench      ns per switch beside glibc, Boost, corosensei; memory, crowds;
#                   in numbers, and drawn in build/bench/TARGET
#   make figures    the last results into docs/pictures, docs/benchmarks.md, README.md
#   make install    PREFIX=/usr/local LIBDIR=$(PREFIX)/lib DESTDIR=
#   make uninstall  removes what install put there
#   make header     include/fastctx.h again, from the Rust sources
#   make clean      leaves only what was downloaded, in build/cache and build/tools

PREFIX = /usr/local
BINDIR = $(PREFIX)/bin
LIBDIR = $(PREFIX)/lib
INCLUDEDIR = $(PREFIX)/include
MANDIR = $(PREFIX)/share/man
DESTDIR =
TARGET = $(shell uname -m)

export PREFIX BINDIR LIBDIR INCLUDEDIR MANDIR DESTDIR

.NOTPARALLEL:
.PHONY: all setup demo test test-real cross kernels campaign fuzz test-cet test-gcs dist test-packages bench figures install uninstall header clean

all:
	scripts/setup.sh build
	scripts/build.sh $(TARGET)

setup:
	scripts/setup.sh build demo real test cross kernels cet packages bench

demo:
	scripts/setup.sh build demo
	scripts/build.sh $(TARGET)
	scripts/demo.sh build/$(TARGET)/libfastctx.so

test:
	scripts/setup.sh build test cross bench demo
	scripts/test.sh

PROGRAMS =
test-real:
	scripts/setup.sh build real
	scripts/build.sh $(TARGET)
	scripts/real.sh build/$(TARGET)/libfastctx.so $(PROGRAMS)

cross:
	scripts/setup.sh build test cross
	scripts/test.sh $(if $(filter file,$(origin TARGET)),--cross,$(TARGET))

# After make test, which leaves the programs. TARGET=aarch64 for the other ones.
kernels:
	scripts/setup.sh build test cross kernels
	prove --verbose --exec sh c-tests/kernels.sh :: $(TARGET)

SECONDS = 600
SEED = 1
campaign:
	scripts/setup.sh build test $(if $(filter file,$(origin TARGET)),,cross)
	scripts/build.sh $(TARGET)
	prove --verbose --exec sh c-tests/campaign/run.sh :: $(TARGET) $(SECONDS) $(SEED)

fuzz:
	scripts/setup.sh build test
	c-tests/fuzz/run.sh $(SECONDS)

test-cet:
	scripts/setup.sh build cet
	scripts/build.sh x86_64
	prove --verbose --exec sh c-tests/cet.sh

test-gcs:
	scripts/setup.sh build cross kernels
	scripts/build.sh aarch64
	prove --verbose --exec sh c-tests/gcs.sh

dist:
	scripts/dist.sh

PACKAGES = dist cmake meson cargo-c alpine debian
test-packages:
	scripts/setup.sh build test cross packages
	scripts/build.sh x86_64
	prove --verbose --exec sh $(PACKAGES:%=c-tests/packages/%.sh) :: x86_64

bench:
	scripts/setup.sh build bench
	scripts/build.sh $(TARGET)
	scripts/bench.sh build/$(TARGET)/libfastctx.so
	scripts/figures.sh draw build/bench/$(TARGET)/results.json build/bench/$(TARGET)

figures:
	scripts/setup.sh bench
	scripts/figures.sh publish build/bench/$(TARGET)/results.json

install:
	scripts/install.sh install build/$(TARGET)

uninstall:
	scripts/install.sh uninstall build/$(TARGET)

header:
	scripts/header.sh

clean:
	find build -mindepth 1 -maxdepth 1 ! -name cache ! -name tools -exec rm -rf {} +
	rm -rf target
