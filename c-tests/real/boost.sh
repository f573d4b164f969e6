# shellcheck shell=sh disable=SC2034,SC2154
# Boost.Coroutine2, whose contexts are those of Boost.Context; from Debian's sources, built for
# ucontext (BOOST_USE_UCONTEXT): trees walked in coroutines, boost_fringe.cpp, by two threads in turn.
what='Boost.Coroutine2: trees merged'
packages='g++ dpkg-dev libboost-context-dev'
prepare() {
    from_source boost1.74
    compile c++ c-tests/real/boost_fringe.cpp -DBOOST_USE_UCONTEXT "$built/libboost_context.a"
}
build() {
    for file in continuation fiber posix/stack_traits; do
        c++ -O2 -DBOOST_USE_UCONTEXT -DBOOST_CONTEXT_SOURCE -c "libs/context/src/$file.cpp"
    done
    ar rcs "$out/libboost_context.a" continuation.o fiber.o stack_traits.o
}
run() { under boost_fringe 10; }
