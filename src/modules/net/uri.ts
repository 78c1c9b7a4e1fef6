import { z } from 'zod'
import { controllerModule } from '../../engine/module/index.ts'
import { requestUri } from './uriRequest.ts'

const status = z.int().min(100).max(599)

const args = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }).meta({
      description: 'What to ask, as the host of the task names and routes it; http or https.',
    }),
    method: z
      .string()
      .regex(/^[A-Za-z]+$/)
      .default('GET')
      .transform(method => method.toUpperCase())
      .meta({
        description: 'GET, HEAD, POST, PUT, PATCH, DELETE, ...',
      }),
    headers: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
      .default({})
      .meta({
        description: 'Headers to send.',
      }),
    body: z
      .unknown()
      .optional()
      .meta({ description: 'What to send: text, or with body_format a value.' }),
    body_format: z.enum(['raw', 'json', 'form-urlencoded']).default('raw').meta({
      description: 'How a body that is a mapping or list is written; sets the content type.',
    }),
    status_code: z
      .union([status, z.array(status).min(1)])
      .default(200)
      .transform(codes => [codes].flat())
      .meta({ description: 'Answers that are no failure.' }),
    return_content: z
      .boolean()
      .default(false)
      .meta({ description: 'Put the answer into the result.' }),
    url_username: z.string().optional().meta({ description: 'User for basic authentication.' }),
    url_password: z.string().optional().meta({ description: 'Password for basic authentication.' }),
    follow_redirects: z.enum(['safe', 'all', 'none']).default('safe').meta({
      description: 'Which redirects to follow: those of GET and HEAD, all, or none.',
    }),
    validate_certs: z
      .boolean()
      .default(true)
      .meta({ description: 'Whether the server must prove its name.' }),
    ca_path: z.string().optional().meta({
      description: 'File on the host with the CAs to trust, in place of those of the controller.',
    }),
    ca_content: z.string().optional().meta({ description: 'The CAs to trust, as PEM text.' }),
    client_cert: z.string().optional().meta({
      description: 'Client certificate: PEM text, or a file on the host.',
    }),
    client_key: z.string().optional().meta({
      description: 'Its key: PEM text, or a file on the host.',
    }),
    timeout: z.number().positive().default(30).meta({ description: 'Seconds that it may take.' }),
  })
  .refine(({ ca_path, ca_content }) => ca_path === undefined || ca_content === undefined, {
    error: 'takes one of ca_path and ca_content',
  })
  .refine(
    ({ client_cert, client_key }) => (client_cert === undefined) === (client_key === undefined),
    {
      error: 'client_cert and client_key go together',
    },
  )

/** Arguments of the module, checked. */
export type UriArgs = z.output<typeof args>

/** Asks a web server, through the host's connection. */
export const uri = controllerModule({
  name: 'uri',
  summary: "Ask a web server, over the host's network; the host needs no tool for it.",
  args,
  secrets: ['url_password', 'client_key'],
  examples: [
    'uri: { url: "https://registry.example.com:5000/healthz", ca_path: /etc/docker/certs.d/registry.example.com:5000/ca.crt }',
    'uri: { url: "http://127.0.0.1:8080/api/users", method: POST, body_format: json, body: { name: alice }, status_code: [201, 409] }',
  ],
  returns: {
    status: 'status code of the answer',
    url: 'what answered, after redirects',
    redirected: 'whether there were any',
    msg: 'OK and the number of bytes',
    content: 'the answer, with return_content and when it fails',
    json: 'the answer as a value, where it is JSON',
    content_type: 'and all other headers, in lower case with _ for -',
    elapsed: 'seconds it took',
  },
  run: requestUri,
})
