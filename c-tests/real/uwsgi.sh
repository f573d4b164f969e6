# shellcheck shell=sh disable=SC2034,SC2154
# uWSGI, Debian's web server, with its own green threads (uGreen). Each request suspends itself in a
# loop, back to the server's own context, and uses Python in between: uwsgi_app.py. Requests come
# one after the other: of several at a time this uWSGI loses some, with libc's functions as well.
what='uWSGI: green threads under Python'
packages='uwsgi-core uwsgi-plugin-python3 python3'
run() {
    rm -f socket
    serve uwsgi-core --plugin python3,ugreen --ugreen --async 8 --http-socket "$here/socket" \
        --need-app --wsgi-file "$recipes/uwsgi_app.py" --disable-logging --die-on-term
    await test -S socket
    python3 "$recipes/uwsgi_client.py" "$here/socket" 32 8000
}
