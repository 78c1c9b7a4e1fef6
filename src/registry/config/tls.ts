import { z } from 'zod'

const letsencrypt = z.strictObject({
  cachefile: z.string().default('').meta({ description: 'Where certificates are kept.' }),
  email: z.string().default('').meta({ description: 'Whom to write to.' }),
  hosts: z.array(z.string()).default([]).meta({ description: 'For which names.' }),
  directoryurl: z.string().default('').meta({ description: 'Another authority.' }),
})

const CLIENT_AUTH = [
  'request-client-cert',
  'require-any-client-cert',
  'verify-client-cert-if-given',
  'require-and-verify-client-cert',
] as const

/** `http.tls:` */
export const tls = z
  .strictObject({
    certificate: z.string().optional().meta({
      description: 'PEM file with the certificate, then those that signed it.',
    }),
    key: z.string().optional().meta({ description: 'PEM file with the private key.' }),
    clientcas: z.array(z.string()).default([]).meta({
      description: 'PEM files with the authorities whose clients are known by their certificates.',
    }),
    clientauth: z.enum(CLIENT_AUTH).default('require-and-verify-client-cert').meta({
      description: 'With clientcas: whether clients must have a certificate.',
    }),
    minimumtls: z.enum(['tls1.0', 'tls1.1', 'tls1.2', 'tls1.3']).default('tls1.2').meta({
      description: 'The oldest protocol version that is spoken; 1.0 and 1.1 count as 1.2.',
    }),
    ciphersuites: z.array(z.string()).default([]).meta({
      description: 'Cipher suites of TLS 1.2 by their Go names. Unset, the safe ones.',
    }),
    letsencrypt: letsencrypt.optional().meta({ description: 'Not built: use a certificate.' }),
  })
  .superRefine(({ certificate, key, letsencrypt }, context) => {
    const add = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message })
    }
    if (letsencrypt && certificate) {
      add('letsencrypt', "cannot specify both certificate and Let's Encrypt")
    } else if (letsencrypt) add('letsencrypt', "Let's Encrypt is not supported")
    if (certificate && !key) add('key', 'missing: a certificate needs its key')
    if (key && !certificate) add('certificate', 'missing: a key needs its certificate')
  })
