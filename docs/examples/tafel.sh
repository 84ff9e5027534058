#!/bin/sh
# A command of tafel as the service would give it: its settings, its user, its files for that user alone.
# Place as /usr/local/sbin/tafel, mode 0755.
set -eau
. /etc/tafel/tafel.env
case "${1-}" in init | migrate | restore)  # only these need the owner of a PostgreSQL database
    if [ -e /etc/tafel/owner.env ]; then . /etc/tafel/owner.env; fi ;;
esac
umask 077
exec runuser --user=tafel -- /srv/tafel/.venv/bin/tafel "$@"
