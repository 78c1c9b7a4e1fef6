/** The configuration that the OpenShift registry of 3.2 came with. */
export const DEFAULT_3_2 = `version: 0.1
log:
  level: debug
http:
  addr: :5000
storage:
  cache:
    blobdescriptor: inmemory
  filesystem:
    rootdirectory: /registry
  delete:
    enabled: true
auth:
  openshift:
    realm: openshift
middleware:
  registry:
    - name: openshift
  repository:
    - name: openshift
      options:
        acceptschema2: false
        pullthrough: true
        enforcequota: false
        projectcachettl: 1m
        blobrepositorycachettl: 10m
  storage:
    - name: openshift
`

/** The one of 3.9. */
export const DEFAULT_3_9 = `version: 0.1
log:
  level: info
http:
  addr: :5000
storage:
  cache:
    blobdescriptor: inmemory
  filesystem:
    rootdirectory: /registry
  delete:
    enabled: true
auth:
  openshift: {}
openshift:
  version: 1.0
  auth:
    realm: openshift
  audit:
    enabled: false
  metrics:
    enabled: false
    secret: ''
  requests:
    read:
      maxrunning: 0
      maxinqueue: 0
      maxwaitinqueue: 0s
    write:
      maxrunning: 0
      maxinqueue: 0
      maxwaitinqueue: 0s
  quota:
    enabled: false
    cachettl: 1m
  cache:
    disabled: false
    blobrepositoryttl: 10m
  pullthrough:
    enabled: true
    mirror: true
  compatibility:
    acceptschema2: true
`

/** Storage in S3, as the documentation shows it. */
export const S3 = `version: 0.1
log:
  level: debug
http:
  addr: :5000
storage:
  cache:
    layerinfo: inmemory
  delete:
    enabled: true
  s3:
    accesskey: awsaccesskey
    secretkey: awssecretkey
    region: us-west-1
    regionendpoint: http://myobjects.local
    bucket: bucketname
    encrypt: true
    keyid: mykeyid
    secure: true
    v4auth: false
    chunksize: 5242880
    rootdirectory: /s3/object/name/prefix
auth:
  openshift:
    realm: openshift
middleware:
  registry:
    - name: openshift
  repository:
    - name: openshift
  storage:
    - name: openshift
`

/** S3 with CloudFront before it. */
export const CLOUDFRONT = `version: 0.1
log:
  level: debug
http:
  addr: :5000
storage:
  cache:
    blobdescriptor: inmemory
  delete:
    enabled: true
  s3:
    accesskey: BJKMSZBRESWJQXRWMAEQ
    secretkey: 5ah5I91SNXbeoUXXDasFtadRqOdy62JzlnOW1goS
    region: us-east-1
    bucket: docker.myregistry.com
auth:
  openshift:
    realm: openshift
middleware:
  registry:
    - name: openshift
  repository:
    - name: openshift
  storage:
    - name: cloudfront
      options:
        baseurl: https://jrpbyn0k5k88bi.cloudfront.net/
        privatekey: /etc/docker/cloudfront-ABCEDFGHIJKLMNOPQRST.pem
        keypairid: ABCEDFGHIJKLMNOPQRST
    - name: openshift
`

/** Notifications; the bare numbers are the documentation's own. */
export const NOTIFICATIONS = `version: 0.1
storage:
  filesystem:
    rootdirectory: /registry
notifications:
  endpoints:
    - name: registry
      disabled: false
      url: https://url:1234/path
      headers:
        Accept:
          - text/plain
      timeout: 500
      threshold: 5
      backoff: 1000
`
