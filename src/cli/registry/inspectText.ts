import { binarySize } from '../../base/binarySize.ts'
import type { InspectedBlob, InspectedManifest } from '../../registry/storage/maintenance/index.ts'

/** A manifest and all below it as an indented text. */
export function inspectText(manifest: InspectedManifest, paths: boolean): string {
  return `${linesOf(manifest, paths).join('\n')}\n`
}

function linesOf(manifest: InspectedManifest, paths: boolean): string[] {
  const { kind, digest, platform, size, mediaType, artifactType, subject, config } = manifest
  const title = [kind, digest, platform && `(${platform})`, size && binarySize(size)]
  const facts: [string, string | undefined][] = [
    ['type', mediaType],
    ['artifact type', kind === 'artifact' ? artifactType : undefined],
    ['subject', subject],
    ['platform', [config?.os, config?.architecture].filter(Boolean).join('/')],
    ['created', config?.created],
    ['author', config?.author],
    ['user', config?.config?.User],
    ['entrypoint', words(config?.config?.Entrypoint)],
    ['command', words(config?.config?.Cmd)],
    ['directory', config?.config?.WorkingDir],
    ['data', paths ? manifest.data : undefined],
    ['link', paths ? manifest.link : undefined],
  ]
  const below = [
    ...facts.flatMap(([name, value]) => (value ? [`${name}: ${value}`] : [])),
    ...manifest.blobs.flatMap(blob => blobLines(blob, paths)),
    ...manifest.referrers.map(referrer => `referrer: ${referrer}`),
    ...manifest.children.flatMap(child => linesOf(child, paths)),
  ]
  return [title.filter(Boolean).join(' '), ...below.map(indented)]
}

function blobLines({ digest, size, mediaType, others, data, link }: InspectedBlob, paths: boolean) {
  const state = size === undefined ? 'MISSING' : binarySize(size)
  return [
    `blob ${digest} ${state}${mediaType ? ` ${mediaType}` : ''}`,
    ...(others.length > 0 ? [`also in: ${others.join(', ')}`] : []),
    ...(paths ? [`data: ${data}`, `link: ${link}`] : []),
  ].map((line, index) => (index === 0 ? line : indented(line)))
}

function words(list: readonly string[] | null | undefined): string | undefined {
  return list?.join(' ')
}

function indented(line: string): string {
  return `  ${line}`
}
