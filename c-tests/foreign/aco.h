/* What docs/migrating.md's program uses of libaco's header, declared: it is compiled, and
 * there is nothing to link it with. */
#ifndef ACO_H
#define ACO_H

#include <stddef.h>

typedef struct aco_s aco_t;
typedef struct aco_share_stack_s aco_share_stack_t;
struct aco_s {
    void *arg;
    char is_end;
};
void aco_thread_init(void (*)(void));
aco_share_stack_t *aco_share_stack_new(size_t);
void aco_share_stack_destroy(aco_share_stack_t *);
aco_t *aco_create(aco_t *, aco_share_stack_t *, size_t, void (*)(void), void *);
void aco_resume(aco_t *);
void aco_destroy(aco_t *);
void aco_yield(void);
void aco_exit(void);
void *aco_get_arg(void);

#endif
