/* Contender: the switch of fastctx_inline.h, compiled into each loop. */
#include <fastctx_inline.h>

#define CONTENDER native_inline
#define TITLE "fastctx inline"
#define KEEPS ""
#define SWITCH fastctx_switch_inline
#include "native.h"
