/** What upkeep needs of a log. */
export interface Notes {
  info(message: string, fields?: Readonly<Record<string, string | number | boolean>>): void
  error(message: string, fields?: Readonly<Record<string, string | number | boolean>>): void
}
