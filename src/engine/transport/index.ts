export { localTransport } from './local.ts'
export { type SshOptions, sshTransport } from './ssh.ts'
export { transport } from './transport.ts'
