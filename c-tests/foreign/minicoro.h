/* What docs/migrating.md's program uses of minicoro's header, declared: it is compiled, and
 * there is nothing to link it with. */
#ifndef MINICORO_H
#define MINICORO_H

#include <stddef.h>

typedef struct mco_coro mco_coro;
typedef enum { MCO_DEAD, MCO_NORMAL, MCO_RUNNING, MCO_SUSPENDED } mco_state;
typedef enum { MCO_SUCCESS } mco_result;
typedef struct {
    void (*func)(mco_coro *);
    void *user_data;
} mco_desc;
mco_desc mco_desc_init(void (*)(mco_coro *), size_t);
mco_result mco_create(mco_coro **, mco_desc *);
mco_result mco_destroy(mco_coro *);
mco_result mco_resume(mco_coro *);
mco_result mco_yield(mco_coro *);
mco_state mco_status(mco_coro *);
void *mco_get_user_data(mco_coro *);
mco_result mco_push(mco_coro *, const void *, size_t);
mco_result mco_pop(mco_coro *, void *, size_t);

#endif
