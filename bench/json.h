/*
 * json.h: the results as JSON, beside the tables. Before json_open, or without
 * it, the other calls do nothing, so no question asks whether a file is wanted.
 */
#ifndef JSON_H
#define JSON_H

/* 0, or -1 and errno. The document is one object, open now. */
int json_open(const char *path);
/* Of objects each member has a name; of arrays none has: NULL. */
void json_object(const char *name);
void json_array(const char *name);
void json_text(const char *name, const char *value);
void json_number(const char *name, double value); /* what is no number: null */
void json_end(void);                              /* of the innermost object or array */
/* Ends what is open. 0, or -1: not all was written. */
int json_close(void);

#endif
