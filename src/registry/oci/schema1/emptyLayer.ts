import { digestOf } from '../digest.ts'

/** An empty layer as all images of the first schema have it where a step left no files: the end of a tar file, compressed. */
export const EMPTY_LAYER = Buffer.from('H4sIAAAJbogA/2IYBaNgFIxYAAgAAP//Lq+17wAEAAA=', 'base64')

/** What the empty layer is known by. */
export const EMPTY_LAYER_DIGEST = digestOf(EMPTY_LAYER)
