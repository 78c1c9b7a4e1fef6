import { z } from 'zod'

const MEBIBYTE = 1024 * 1024
const text = (description: string) => z.string().default('').meta({ description })
const needed = (name: string, description: string) =>
  z
    .string(`no ${name} parameter provided`)
    .min(1, `no ${name} parameter provided`)
    .meta({ description })
const flag = (value: boolean, description: string) =>
  z.boolean().default(value).meta({ description })
const rootdirectory = text('The prefix of all names in the bucket.')

/** A number, as text too: environment variables and old files have it so. */
const count = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  z.coerce.number().int().min(least).max(most)

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/

/** `storage.s3:` */
export const s3 = z
  .strictObject({
    accesskey: text('Unset, the machine is asked for its role.'),
    secretkey: text('Goes with accesskey.'),
    region: text("The bucket's region; needed where there is no regionendpoint."),
    regionendpoint: text('The URL of a store that is not Amazon.'),
    forcepathstyle: flag(false, "The bucket's name is in the path."),
    bucket: needed('bucket', 'The bucket.'),
    encrypt: flag(false, 'Have objects encrypted where they are stored.'),
    keyid: text('The KMS key for it.'),
    secure: flag(true, 'Use TLS.'),
    skipverify: flag(false, 'Trust any certificate.'),
    v4auth: flag(true, 'Sign by version 4; it always is.'),
    chunksize: count(5 * MEBIBYTE, 5 * 1024 * MEBIBYTE)
      .default(10 * MEBIBYTE)
      .meta({ description: 'Bytes of one part of an upload.' }),
    multipartcopychunksize: count(5 * MEBIBYTE)
      .default(32 * MEBIBYTE)
      .meta({ description: 'Bytes of one part of a copy.' }),
    multipartcopymaxconcurrency: count(1)
      .default(100)
      .meta({ description: 'Parts copied at once.' }),
    multipartcopythresholdsize: count(0)
      .default(32 * MEBIBYTE)
      .meta({ description: 'Larger objects are copied in parts.' }),
    rootdirectory,
    storageclass: z
      .enum(['STANDARD', 'REDUCED_REDUNDANCY', 'NONE'])
      .default('STANDARD')
      .meta({ description: 'The class of the objects.' }),
    objectacl: z.string().default('private').meta({ description: 'The ACL of the objects.' }),
    useragent: text('Sent with each request.'),
    usedualstack: flag(false, 'Use the endpoints that speak IPv6 too.'),
    accelerate: flag(false, 'Use the accelerated endpoints.'),
    usefipsendpoint: flag(false, 'Use the FIPS endpoints.'),
    loglevel: z
      .string()
      .default('off')
      .meta({ description: 'How much of the requests is logged.' }),
  })
  .superRefine(({ region, regionendpoint }, context) => {
    if (regionendpoint !== '') return
    if (region === '') {
      context.addIssue({
        code: 'custom',
        path: ['region'],
        message: 'no region parameter provided',
      })
    } else if (!REGION.test(region)) {
      const message = `invalid region provided: ${region}`
      context.addIssue({ code: 'custom', path: ['region'], message })
    }
  })

/** `storage.gcs:` */
export const gcs = z.strictObject({
  bucket: needed('bucket', 'The bucket.'),
  keyfile: text("File with the service account's key."),
  credentials: z
    .record(z.string(), z.unknown())
    .default({})
    .meta({ description: 'The same key, written here.' }),
  rootdirectory,
  chunksize: count(262_144)
    .multipleOf(262_144)
    .default(5 * MEBIBYTE)
    .meta({ description: 'Bytes of one part of an upload, a multiple of 256 KiB.' }),
})

/** `storage.azure:` */
export const azure = z.strictObject({
  accountname: needed('accountname', 'The storage account.'),
  accountkey: needed('accountkey', 'Its key.'),
  container: needed('container', 'The container.'),
  realm: z.string().default('core.windows.net').meta({ description: 'The domain of the service.' }),
  rootdirectory,
  credentials: z
    .strictObject({
      type: text('How to sign in.'),
      clientid: text('The client.'),
      tenantid: text('The tenant.'),
      secret: text("The client's secret."),
    })
    .prefault({}),
  max_retries: count(0).default(5).meta({ description: 'How often a request is tried again.' }),
  retry_delay: z.string().default('100ms').meta({ description: 'The wait before that.' }),
})

/** `storage.swift:` */
export const swift = z.strictObject({
  username: needed('username', 'The user.'),
  password: needed('password', 'The password.'),
  authurl: needed('authurl', 'Where to sign in.'),
  container: needed('container', 'The container.'),
  tenant: text('The tenant, by name.'),
  tenantid: text('The tenant, by id.'),
  domain: text("The user's domain, by name."),
  domainid: text("The user's domain, by id."),
  tenantdomain: text("The tenant's domain, by name."),
  tenantdomainid: text("The tenant's domain, by id."),
  trustid: text('The trust.'),
  region: text('The region.'),
  authversion: count(0).default(0).meta({ description: 'The version of the protocol; 0 tries.' }),
  prefix: text('The prefix of all names.'),
  endpointtype: z.string().default('public').meta({ description: 'Which endpoint.' }),
  insecureskipverify: flag(false, 'Trust any certificate.'),
  chunksize: count(MEBIBYTE)
    .default(20 * MEBIBYTE)
    .meta({ description: 'Bytes of one part of an upload.' }),
  secretkey: text('The key that signs temporary URLs.'),
  accesskey: text('Goes with it.'),
  tempurlcontainerkey: flag(false, "The container's own key signs."),
  tempurlmethods: z.array(z.string()).default([]).meta({ description: 'For which methods.' }),
})

/** `storage.oss:` */
export const oss = z.strictObject({
  accesskeyid: needed('accesskeyid', 'The access key.'),
  accesskeysecret: needed('accesskeysecret', 'Its secret.'),
  region: needed('region', 'The region.'),
  bucket: needed('bucket', 'The bucket.'),
  endpoint: text('Another endpoint.'),
  internal: flag(false, 'Use the internal endpoint.'),
  encrypt: flag(false, 'Have objects encrypted where they are stored.'),
  secure: flag(true, 'Use TLS.'),
  chunksize: count(5 * MEBIBYTE)
    .default(10 * MEBIBYTE)
    .meta({ description: 'Bytes of one part of an upload.' }),
  rootdirectory,
})
