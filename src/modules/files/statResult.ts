import type { Result } from '../../engine/module/index.ts'
import type { Fields } from './fields.ts'
import { octal } from './mode.ts'

/** The `stat` of a result, out of the fields that the script printed; without them nothing is there. */
export function statResult(path: string, fields: Fields): Result {
  const [raw, ...numbers] = (fields['stat'] ?? '').split(' ')
  if (!raw) return { exists: false }
  const [uid, gid, user, group, size, atime, mtime, ctime, inode, dev, links] = numbers
  const bits = Number.parseInt(raw, 16)
  return {
    exists: true,
    path,
    mode: octal(bits & 0o7777),
    ...kindOf(bits),
    ...permissionsOf(bits),
    uid: Number(uid),
    gid: Number(gid),
    pw_name: user,
    gr_name: group,
    size: Number(size),
    atime: Number(atime),
    mtime: Number(mtime),
    ctime: Number(ctime),
    inode: Number(inode),
    dev: Number(dev),
    nlink: Number(links),
    ...accessOf(fields),
    ...optionalOf(fields),
  }
}

const KINDS: Record<string, number> = {
  issock: 0o14,
  islnk: 0o12,
  isreg: 0o10,
  isblk: 0o06,
  isdir: 0o04,
  ischr: 0o02,
  isfifo: 0o01,
}

const PERMISSIONS: Record<string, number> = {
  rusr: 0o400,
  wusr: 0o200,
  xusr: 0o100,
  rgrp: 0o040,
  wgrp: 0o020,
  xgrp: 0o010,
  roth: 0o004,
  woth: 0o002,
  xoth: 0o001,
  isuid: 0o4000,
  isgid: 0o2000,
}

function kindOf(bits: number): Result {
  return Object.fromEntries(
    Object.entries(KINDS).map(([name, kind]) => [name, bits >> 12 === kind]),
  )
}

function permissionsOf(bits: number): Result {
  return Object.fromEntries(
    Object.entries(PERMISSIONS).map(([name, bit]) => [name, (bits & bit) !== 0]),
  )
}

function accessOf(fields: Fields): Result {
  const access = fields['access'] ?? ''
  return {
    readable: access.includes('r'),
    writeable: access.includes('w'),
    executable: access.includes('x'),
  }
}

function optionalOf(fields: Fields): Result {
  const { target, source, checksum, mime, flags } = fields as Record<string, string | undefined>
  const [mimetype, charset] = (mime ?? '').trim().split('; charset=')
  return {
    ...(target === undefined ? {} : { lnk_target: target.replace(/\n$/, '') }),
    ...(source === undefined ? {} : { lnk_source: source.replace(/\n$/, '') }),
    ...(checksum === undefined ? {} : { checksum: checksum.split(' ')[0] }),
    ...(mimetype ? { mimetype, charset } : {}),
    ...(flags === undefined ? {} : { attr_flags: flags.split(' ')[0]?.replaceAll('-', '') }),
  }
}
