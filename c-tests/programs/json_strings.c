/* Writes with bench/json.c what is not easily written; c-tests/figures.sh reads it. */
#include "../../bench/json.h"
#include <math.h>
#include <stddef.h>

int main(int argc, char **argv) {
    json_text("before", "there is no file yet");
    if (argc != 2 || json_open(argv[1]) != 0)
        return 1;
    json_text("quotes \"\\\" in names", "a \"b\" \\ c");
    json_text("controls", "\n\r\t\x01\x1f\x7f");
    json_text("other bytes", "\xe4\xff");
    json_array("rows");
    json_object(NULL);
    json_end();
    json_object(NULL);
    json_number("one", 1);
    json_number("million", 1000000);
    json_number("tiny", 1.25e-9);
    json_number("infinite", INFINITY);
    json_number("none", NAN);
    json_array("empty");
    json_end();
    json_end();
    json_end();
    json_object("left open");
    json_array("and this");
    return json_close() != 0;
}
