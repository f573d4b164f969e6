# shellcheck shell=sh disable=SC2034,SC2154
# Perl's Coro from Debian's sources, built for ucontext (CORO_INTERFACE=u): its own tests, and
# threads that are suspended in the middle of a comparison, coro_sort.pl.
what='Perl with Coro: threads that sort'
packages='perl libperl-dev gcc make dpkg-dev libcanary-stability-perl libcommon-sense-perl
    libguard-perl libanyevent-perl'
prepare() { from_source libcoro-perl; }
build() {
    CORO_INTERFACE=u PERL_MM_USE_DEFAULT=1 PERL_CANARY_STABILITY_DISABLE=1 perl Makefile.PL
    make
    cp -r blib t "$out"
}
tests() { cd "$built" && under prove -b t; }
run() { under perl -Mblib="$built/blib" "$recipes/coro_sort.pl" 4000; }
steady() { grep -v '^Files='; }
