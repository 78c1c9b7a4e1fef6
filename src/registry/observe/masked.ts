const MASK = '***'

/** What is as good as a password, or a signature that stands for one: of uploads, of the stores that links lead to, of sign-in. */
const SECRET =
  /^(?:_state|sig|signature|policy|token|(?:access|refresh|id)_token|code|(?:client_)?secret|password|x-(?:amz|goog|oss)-(?:signature|credential|security-token)|awsaccesskeyid|googleaccessid|ossaccesskeyid|key-pair-id|temp_url_sig)$/i

/** A URI that may be logged: nobody can use what is left of it. */
export function masked(uri: string): string {
  const mark = uri.indexOf('?')
  if (mark < 0) return uri
  const query = uri.slice(mark + 1).replace(/([^&;=]+)=[^&]*/g, maskedPair)
  return `${uri.slice(0, mark + 1)}${query}`
}

function maskedPair(pair: string, name: string): string {
  return SECRET.test(decoded(name)) ? `${name}=${MASK}` : pair
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '))
  } catch {
    // No name of ours, then.
    return name
  }
}
