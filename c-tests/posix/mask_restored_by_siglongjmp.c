/* Switches notice that siglongjmp restores the mask that sigsetjmp saved. */
#include "../mask_restored.h"

TEST_JUMP(siglongjmp)
