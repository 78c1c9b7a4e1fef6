/** A variable was asked for whose task has not reported yet. Not a fault: whoever compiles a batch ends it here. */
export class PendingVariable extends Error {
  override readonly name = 'PendingVariable'
  readonly variable: string

  constructor(variable: string) {
    super(`"${variable}" is not known yet`)
    this.variable = variable
  }
}
