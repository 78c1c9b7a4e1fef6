/** Fifteen tasks of the kinds that fleets are kept with. */
export const PLAYBOOK = [
  {
    hosts: 'all',
    gather_facts: false,
    vars: { port: 8080, users: ['anna', 'boris', 'clara'] },
    tasks: [
      { group: { name: 'bench', gid: 4500 } },
      { user: { name: 'bench', uid: 4500, group: 'bench', create_home: false } },
      { file: { path: '/etc/bench', state: 'directory', owner: 'bench', mode: '0750' } },
      { file: { path: '/srv/bench/data', state: 'directory', owner: 'bench', mode: '0755' } },
      { copy: { dest: '/etc/bench/motd', content: 'welcome\n', mode: '0644' } },
      { copy: { dest: '/etc/bench/limits', content: 'nofile 65536\n'.repeat(20), mode: '0640' } },
      { template: { src: 'bench.conf', dest: '/etc/bench/bench.conf', mode: '0644' } },
      { template: { src: 'bench.service', dest: '/etc/systemd/system/bench.service' } },
      { lineinfile: { path: '/etc/bench/list', line: 'one', create: true } },
      { lineinfile: { path: '/etc/bench/list', regexp: '^two', line: 'two=2' } },
      { file: { src: '/etc/bench/bench.conf', path: '/srv/bench/conf', state: 'link' } },
      { systemd: { name: 'bench', state: 'started', enabled: true } },
      { stat: { path: '/srv/bench/conf' } },
      { command: { argv: ['id', '-u', 'bench'] }, changed_when: false },
      { file: { path: '/srv/bench/old', state: 'absent' } },
    ],
  },
] as const

/** Files beside the playbook, by name. */
export const TEMPLATES = {
  'bench.conf': 'port = {{port}}\n{{#each users}}user = {{this}}\n{{/each}}',
  'bench.service':
    '[Service]\nExecStart=/bin/sleep infinity\nUser=bench\n\n[Install]\nWantedBy=multi-user.target\n',
} as const

/** The same work by hand, as carefully: what is right stays untouched, and a file is replaced whole. */
export const SCRIPT = `set -eu
getent group bench >/dev/null || groupadd -g 4500 bench
getent passwd bench >/dev/null || useradd -u 4500 -g bench -M bench
directory() { # PATH OWNER MODE
  [ -d "$1" ] || mkdir -p "$1"
  [ "$(stat -c '%U %a' "$1")" = "$2 $3" ] || { chown "$2" "$1"; chmod "$3" "$1"; }
}
content() { # PATH MODE, the content on standard input
  cat >"$1.new"
  if [ -f "$1" ] && cmp -s "$1.new" "$1"; then rm "$1.new"; else sync "$1.new"; mv "$1.new" "$1"; fi
  [ "$(stat -c %a "$1")" = "$2" ] || chmod "$2" "$1"
}
directory /etc/bench bench 750
directory /srv/bench/data bench 755
printf 'welcome\\n' | content /etc/bench/motd 644
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do echo 'nofile 65536'; done | content /etc/bench/limits 640
printf 'port = 8080\\nuser = anna\\nuser = boris\\nuser = clara\\n' | content /etc/bench/bench.conf 644
printf '[Service]\\nExecStart=/bin/sleep infinity\\nUser=bench\\n\\n[Install]\\nWantedBy=multi-user.target\\n' |
  content /etc/systemd/system/bench.service 644
touch /etc/bench/list
grep -qx one /etc/bench/list || echo one >>/etc/bench/list
grep -q '^two' /etc/bench/list || echo two=2 >>/etc/bench/list
[ "$(readlink /srv/bench/conf)" = /etc/bench/bench.conf ] || ln -sfn /etc/bench/bench.conf /srv/bench/conf
[ "$(systemctl show -p NeedDaemonReload --value bench)" = no ] || systemctl daemon-reload
systemctl is-enabled -q bench || systemctl enable -q bench
systemctl is-active -q bench || systemctl start bench
stat /srv/bench/conf >/dev/null
id -u bench >/dev/null
[ ! -e /srv/bench/old ] || rm -r /srv/bench/old
`

/** Undoes the work. */
export const RESET = `systemctl disable -q --now bench 2>/dev/null || :
rm -rf /etc/bench /srv/bench /etc/systemd/system/bench.service
systemctl daemon-reload
userdel bench 2>/dev/null || :
groupdel bench 2>/dev/null || :
`
