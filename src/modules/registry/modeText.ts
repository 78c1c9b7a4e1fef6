import { z } from 'zod'
import { modeArg } from '../files/mode.ts'

/** A file mode as a playbook writes it, checked and handed on as it is: octal as text or number, or symbolic. */
export const modeText = z
  .union([z.string(), z.int()])
  .refine(value => modeArg.safeParse(value).success, 'is not a file mode')
