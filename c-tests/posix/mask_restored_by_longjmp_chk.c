/*
 * Switches notice that longjmp restores the mask in a program that was compiled
 * with _FORTIFY_SOURCE, where its name is __longjmp_chk.
 */
#include "../mask_restored.h"

#ifdef __GLIBC__
extern void __longjmp_chk(sigjmp_buf buffer, int value) __attribute__((noreturn));

TEST_JUMP(__longjmp_chk)
#else
int main(void) { SKIP_ALL("this C library has no __longjmp_chk"); }
#endif
