/** A playbook, an inventory or a command line with one fault, and what is said of it. */
interface Broken {
  readonly what: string
  /** How the message begins, behind `error: `. */
  readonly says: string
}

/** A playbook of one task, or several lines of one. */
export function play(task: string): string {
  return `- hosts: all\n  tasks:\n    - ${task.replaceAll('\n', '\n      ')}\n`
}

/** Files that lie beside every broken playbook. */
export const FILES: Readonly<Record<string, string>> = {
  'greeting.txt': 'hello\n{{nowhere}}\n',
  'there.yaml': '- import_tasks: back.yaml\n',
  'back.yaml': '- import_tasks: there.yaml\n',
  'again.yaml': '- include_tasks: again.yaml\n',
  'roles/eternal/meta/main.yaml': 'dependencies: [eternal]\n',
  'roles/eternal/tasks/main.yaml': '- ping:\n',
  'roles/torn/tasks/main.yaml': '- ping:\n- name: "torn\n',
}

/** `at`: the file that the message points into; the playbook unless given. With line and column where those are not plain. */
export const BROKEN_PLAYBOOKS: readonly (Broken & { playbook: string; at?: string })[] = [
  // What YAML itself refuses.
  {
    what: 'a tab for indentation',
    playbook: '- hosts: all\n  tasks:\n\t- ping:\n',
    says: 'a tab character is used for indentation',
    at: 'play.yaml:3:1',
  },
  {
    what: 'a key twice',
    playbook: play('name: one\nname: two\nping:'),
    says: 'not valid YAML: duplicated mapping key',
    at: 'play.yaml:4:7',
  },
  { what: 'nothing at all', playbook: '', says: 'play.yaml holds no play' },
  {
    what: 'no list of plays',
    playbook: 'hosts: all\n',
    says: 'a playbook must be a list, not a mapping',
  },
  {
    what: 'a role that is torn off',
    playbook: '- hosts: all\n  roles: [torn]\n',
    says: 'not valid YAML: ',
    at: 'roles/torn/tasks/main.yaml',
  },

  // What makes no task.
  {
    what: 'an unknown module',
    playbook: play('copyy: { dest: /x }'),
    says: 'unknown module "copyy" (did you mean "copy"?)',
    at: 'play.yaml:3:7',
  },
  {
    what: 'two modules',
    playbook: play('ping:\ndebug: { msg: x }'),
    says: 'two modules in one task: ping and debug',
    at: 'play.yaml:4:7',
  },
  {
    what: 'no module',
    playbook: play('name: nothing'),
    says: 'this task has no module',
  },
  {
    what: 'an unknown argument',
    playbook: play('copy: { dst: /x, content: y }'),
    says: 'copy: unknown argument "dst" (did you mean "dest"?)',
    at: 'play.yaml:3:15',
  },
  {
    what: 'an argument that is missing',
    playbook: play('copy: { content: y }'),
    says: 'copy: missing argument "dest"',
  },
  {
    what: 'an argument of another type',
    playbook: play('systemd: { name: x, enabled: maybe }'),
    says: 'systemd: "enabled": expected boolean, received string',
    at: 'play.yaml:3:36',
  },
  {
    what: 'a mode that is none',
    playbook: play('file: { path: /x, mode: u+q }'),
    says: 'file: "mode": "u+q" is not a file mode',
  },
  {
    what: 'an unknown keyword of a task',
    playbook: play('ping:\nwehn: true'),
    says: 'task: unknown keyword "wehn" (did you mean "when"?)',
    at: 'play.yaml:4:7',
  },
  {
    what: 'an unknown keyword of a play',
    playbook: '- hosts: all\n  task: []\n',
    says: 'play: unknown keyword "task" (did you mean "tasks"?)',
  },
  { what: 'no hosts', playbook: '- tasks: []\n', says: 'a play needs `hosts`' },
  {
    what: 'retries that are no number',
    playbook: play('ping:\nregister: r\nuntil: "!r.failed"\nretries: many'),
    says: 'retries must be a number of 0 or more, not "many"',
  },
  {
    what: 'a handler that nobody is',
    playbook: play('ping:\nnotify: nobody'),
    says: 'no handler of this play answers to "nobody"',
  },

  // What is not there, or in itself.
  {
    what: 'an unknown host pattern',
    playbook: '- hosts: nobody\n  tasks: []\n',
    says: 'unknown host pattern "nobody"',
    at: 'play.yaml:1:10',
  },
  {
    what: 'a missing role',
    playbook: '- hosts: all\n  roles: [missing]\n',
    says: 'no such role: missing',
    at: 'play.yaml:2:11',
  },
  {
    what: 'a missing file of included tasks',
    playbook: play('include_tasks: gone.yaml'),
    says: 'no such file of tasks: gone.yaml',
    at: 'play.yaml:3:22',
  },
  {
    what: 'a missing file of imported tasks',
    playbook: play('import_tasks: gone.yaml'),
    says: 'no such file of tasks: gone.yaml',
  },
  {
    what: 'a missing playbook',
    playbook: '- import_playbook: gone.yaml\n',
    says: 'cannot read ',
  },
  {
    what: 'a missing file of variables',
    playbook: '- hosts: all\n  vars_files: [gone.yaml]\n  tasks: []\n',
    says: 'no such file of variables: gone.yaml',
  },
  {
    what: 'imports in a circle',
    playbook: play('import_tasks: there.yaml'),
    says: 'recursion: ',
    at: 'back.yaml:1:17',
  },
  {
    what: 'an include of itself',
    playbook: play('include_tasks: again.yaml'),
    says: 'recursion: ',
    at: 'again.yaml:1:18',
  },
  {
    what: 'a playbook that imports itself',
    playbook: '- import_playbook: play.yaml\n',
    says: 'recursion: ',
  },
  {
    what: 'a role that depends on itself',
    playbook: '- hosts: all\n  roles: [eternal]\n',
    says: 'recursion: ',
    at: 'roles/eternal/meta/main.yaml:1:16',
  },

  // Names that mean nothing.
  ...[
    ['an argument', 'debug: { msg: "{{nowhere}}" }'],
    ['a condition', 'ping:\nwhen: nowhere == 1'],
    ['a loop', 'ping:\nloop: "{{nowhere}}"'],
    ['a name', 'name: "say {{nowhere}}"\nping:'],
    ['a block helper', 'debug: { msg: "{{#if nowhere}}x{{/if}}" }'],
    ['a loop of a template', 'debug: { msg: "{{#each nowhere}}x{{/each}}" }'],
    ['a look-up', 'debug: { msg: "{{lookup nowhere 0}}" }'],
    ['an assertion', 'assert: { that: nowhere == 1 }'],
    ['a variable that a task uses', 'debug: { msg: "{{a}}" }\nvars: { a: "{{nowhere}}" }'],
  ].map(([where, task = '']) => ({
    what: `an undefined variable in ${where}`,
    playbook: play(task),
    says: '"nowhere" is undefined',
  })),
  {
    what: 'an undefined variable in a file that is a template',
    playbook: play('template: { src: greeting.txt, dest: /x }'),
    says: '"nowhere" is undefined',
    at: 'greeting.txt:2:3',
  },
  {
    what: 'an undefined variable in how a host is reached',
    playbook: '- hosts: all\n  vars: { ansible_user: "{{nowhere}}" }\n  tasks: [ping: ]\n',
    says: '"nowhere" is undefined',
  },
  {
    what: 'an unknown helper',
    playbook: play('debug: { msg: "{{nohelper groups}}" }'),
    says: 'there is no helper "nohelper"',
  },

  // What an Ansible user types first.
  {
    what: 'an index as Jinja has it',
    playbook: play('debug: { msg: "{{ groups.all[0] }}" }'),
    says: 'an index is written ".[0]" here',
    at: 'play.yaml:3:25',
  },
  {
    what: 'a filter as Jinja has it',
    playbook: play('debug: { msg: \'{{ x | default("y") }}\' }'),
    says: 'filters are not written with "|" here',
  },
  {
    what: 'a block as Jinja has it',
    playbook: play('debug: { msg: "{% if x %}y{% endif %}" }'),
    says: '"{% if x %}" is Jinja',
  },
  {
    what: 'a test as Jinja has it',
    playbook: play('ping:\nwhen: x is defined'),
    says: '"is ..." is not part of conditions here',
  },
  {
    what: 'a template that is not closed',
    playbook: play('debug: { msg: "{{ groups" }'),
    says: '"{{" is never closed',
  },
  {
    what: 'a condition that ends too early',
    playbook: play('ping:\nwhen: 1 +'),
    says: 'the expression ends too early',
    at: 'play.yaml:4:16',
  },
]

export const BROKEN_INVENTORIES: readonly (Broken & { inventory: string })[] = [
  {
    what: 'a tab for indentation',
    inventory: 'all:\n\thosts:\n',
    says: 'a tab character is used for indentation',
  },
  {
    what: 'an unknown key',
    inventory: 'all:\n  host:\n    a:\n',
    says: 'group "all": unknown key "host" (did you mean "hosts"?)',
  },
  {
    what: 'a list of hosts',
    inventory: 'all:\n  hosts: [a, b]\n',
    says: 'hosts of group "all" must be a mapping, not a list',
  },
  {
    what: 'a range that counts down',
    inventory: 'all:\n  hosts:\n    a[3:1]:\n',
    says: 'host name "a[3:1]": "[3:1]" counts down',
  },
  {
    what: 'groups in a circle',
    inventory: 'all: { children: { a: { children: { b: { children: { a: } } } } } }\n',
    says: 'groups contain each other: a > b > a',
  },
  {
    what: 'a host twice',
    inventory: 'all:\n  hosts:\n    a:\n    a:\n',
    says: 'not valid YAML: duplicated mapping key',
  },
  { what: 'no mapping', inventory: 'hello\n', says: 'an inventory must be a mapping' },
  {
    what: 'an address that is undefined',
    inventory: 'all: { hosts: { a: { ansible_host: "{{nowhere}}" } } }\n',
    says: '"nowhere" is undefined',
  },
]

export const BROKEN_LINES: readonly (Broken & { words: readonly string[] })[] = [
  { what: 'an unknown option', words: ['--nope'], says: 'Unknown argument: nope' },
  {
    what: 'an option without its argument',
    words: ['-i'],
    says: 'Not enough arguments following: i',
  },
  { what: 'no forks', words: ['--forks', '0'], says: '--forks must be a whole number above 0' },
  { what: 'forks that are no number', words: ['-f', 'x'], says: '--forks must be a whole number' },
  { what: 'an unknown output', words: ['--output', 'xml'], says: 'Invalid values' },
  {
    what: 'a playbook that is not there',
    words: ['gone.yaml'],
    says: 'no such playbook: gone.yaml',
  },
  {
    what: 'a variable without a value',
    words: ['-e', 'x'],
    says: '-e x: not of the form name=value',
  },
  { what: 'a file of variables that is not there', words: ['-e', '@x'], says: '-e @x: ' },
  {
    what: 'a report that has no place',
    words: ['--report', '/proc/x'],
    says: '--report /proc/x: ',
  },
]
