/* Switches notice that _longjmp restores the mask that sigsetjmp saved. */
#include "../mask_restored.h"

TEST_JUMP(_longjmp)
