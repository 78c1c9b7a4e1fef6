import { createHash } from 'node:crypto'
import { Fault, messageOf } from '../../../base/fault.ts'
import { parseYaml, toYaml } from '../../../base/yaml.ts'
import { asNumber, asText } from './arguments.ts'
import { ArgumentFault, helper } from './helper.ts'

/** Values to text in a format, and back. */
export const FORMATS = [
  helper('to_json VALUE', 'JSON on one line.', ([value]) => JSON.stringify(value)),
  helper('to_nice_json VALUE [indent=4]', 'JSON for people.', ([value], { indent = 4 }) =>
    JSON.stringify(value, undefined, asNumber(indent)),
  ),
  helper('to_yaml VALUE', 'YAML.', ([value]) => toYaml(value)),
  helper('from_json TEXT', 'The value that JSON stands for.', ([text]) =>
    parsed('JSON', () => JSON.parse(asText(text))),
  ),
  helper('from_yaml TEXT', 'The value that YAML stands for.', ([text]) =>
    parsed('YAML', () => parseYaml(asText(text), 'from_yaml').value ?? null),
  ),
  helper('b64encode TEXT', 'Base64.', ([text]) => Buffer.from(asText(text)).toString('base64')),
  helper('b64decode TEXT', 'The text behind base64.', ([text]) =>
    Buffer.from(asText(text), 'base64').toString('utf8'),
  ),
  helper('sha256 TEXT', 'Its SHA-256, in hexadecimal.', ([text]) =>
    createHash('sha256').update(asText(text)).digest('hex'),
  ),
]

function parsed(format: string, parse: () => unknown): unknown {
  try {
    return parse()
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof Fault) {
      throw new ArgumentFault(`the text is not ${format}: ${messageOf(error)}`)
    }
    throw error
  }
}
